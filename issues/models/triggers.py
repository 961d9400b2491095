"""Triggers that no setting of a connection can switch off or mislead.

Those of pgtrigger ask the setting `pgtrigger.ignore`, which any role may set, and run with the
rights and the search path of whoever writes: a temporary table of the same name would be read in
place of the record. Ours ask nothing, find only the tables of the record, and run with the rights
of their owner, so that the serving role need not be able to write what they write.
"""

import pghistory
import pgtrigger
from django.db import models
from pghistory.trigger import Event
from pgtrigger import compiler


class Sql(compiler.UpsertTriggerSql):
    """The trigger as migrations keep it. What is here must stay: old migrations point to it."""

    def get_template(self) -> str:
        return """
            CREATE OR REPLACE FUNCTION {pgid}() RETURNS TRIGGER
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
            AS $$
                {declare}
                BEGIN
                    {func}
                END;
            $$;

            DROP TRIGGER IF EXISTS {pgid} ON {table};
            CREATE {constraint} TRIGGER {pgid}
                {when} {operation} ON {table}
                {timing}
                {referencing}
                FOR EACH {level} {condition}
                EXECUTE PROCEDURE {execute};

            COMMENT ON TRIGGER {pgid} ON {table} IS '{hash}';
        """


class _Deaf:
    def compile(self, model: type[models.Model]) -> compiler.Trigger:
        heard = super().compile(model)  # type: ignore[misc]
        kwargs = {key: value for key, value in heard.sql.kwargs.items() if key != _IGNORE}
        return compiler.Trigger(name=heard.name, sql=Sql(**kwargs))


_IGNORE = "ignore_func_name"


class Trigger(_Deaf, pgtrigger.Trigger):  # type: ignore[misc]
    pass


class _HistoryTrigger(_Deaf, Event):  # type: ignore[misc]
    pass


class _Kept:
    """Registers the trigger that writes history, as ours."""

    def add_event_trigger(self, event_model: type[models.Model]) -> None:
        trigger = _HistoryTrigger(
            event_model=event_model,
            label=self.label,  # type: ignore[attr-defined]
            name=self.trigger_name,  # type: ignore[attr-defined]
            row=self.row,  # type: ignore[attr-defined]
            operation=self.operation,  # type: ignore[attr-defined]
            condition=self.condition,  # type: ignore[attr-defined]
        )
        pgtrigger.register(trigger)(event_model.pgh_tracked_model)  # type: ignore[attr-defined]


class Inserted(_Kept, pghistory.InsertEvent):
    pass


class Updated(_Kept, pghistory.UpdateEvent):
    pass


class Deleted(_Kept, pghistory.DeleteEvent):
    pass
