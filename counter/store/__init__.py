"""The local encrypted database: tables, unit of work, queries for screens, migrations."""
