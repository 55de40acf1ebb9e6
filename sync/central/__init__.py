"""The central database: schema, functions, roles, migrations, administration."""
