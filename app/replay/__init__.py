"""The replay of event logs of other systems: each case becomes a task that can be read, and is charged to nobody."""
