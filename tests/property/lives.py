"""The machine that lives tasks through at random, on a copy of a database of either kind.

It starts from a world with a task in every state and everything that can wait on one (``life_world``). A rule
tries one act: mostly on a task whose state admits it and by somebody who may, else on any task by anybody. What
is done must leave exactly its rows in the history, what is refused nothing (``life_stage``); after every step
the whole database is looked at (``life_seen``, ``life_laws``).

To add an act (its line in ``rules.TABLE`` says in which states and by whom), in one of ``life_work``,
``life_moves``, ``life_following``:

    @does(Act.TAKE)
    def take(self, chance):
        self.act(Act.TAKE, chance, "task.taken", lambda on: commands.take_offer(hand_over=…, **on.person))

``prefer=`` picks among the tasks, ``before=`` and ``after=`` name further rows that it writes, ``leaves=`` says
when counting-rules let the work leave the giver's total. What the table does not name is tried by ``beside``.
A task that must be there from the start, so that the act has something to act on, goes into ``plant``.
"""

from tests.property.life_following import Following
from tests.property.life_laws import Laws
from tests.property.life_moves import Moving
from tests.property.life_work import Working


class TaskLife(Working, Moving, Following, Laws):
    """People act on a few tasks and nights pass."""
