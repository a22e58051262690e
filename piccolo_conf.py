"""The door Piccolo insists on: its command line and its migrations find the database here."""

from piccolo.conf.apps import AppRegistry

from app.db import make_engine
from app.settings import load

DB = make_engine(load().database_url)

APP_REGISTRY = AppRegistry(apps=["migrations.piccolo_app"])
