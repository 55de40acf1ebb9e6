"""Takes ``python3 -m installer run|test|check`` from a checkout."""

from __future__ import annotations

import sys
from typing import Sequence

from installer import commands
from installer.steps import SetupStopped, say

_USAGE = """用法 / usage: python3 -m installer run|test|check [...]

run    准备环境并打开工作台；没有显示器时演示一次业务办理
       set up and open the workstation; without a display play the tour
test   准备环境并运行全部测试，其余参数交给 pytest
       set up and run all tests; further arguments go to pytest
check  格式、规范、类型、导入规则和全部测试
       format, linter, types, import contracts and all tests
"""
_COMMANDS = {"run": commands.run, "test": commands.test, "check": commands.check}
_OLDEST = (3, 11)


def main(arguments: Sequence[str]) -> int:
    """Carry out one command; answer 2 for a wrong call and 1 when the set-up stopped."""
    if sys.version_info < _OLDEST:
        say(too_old("{}.{}".format(*sys.version_info)))
        return 1
    if arguments and arguments[0] in ("-h", "--help"):
        sys.stdout.write(_USAGE)
        return 0
    if not arguments or arguments[0] not in _COMMANDS:
        say(_USAGE)
        return 2
    try:
        return _COMMANDS[arguments[0]](arguments[1:])
    except SetupStopped as stopped:
        say(str(stopped))
    except OSError as error:
        say(f"无法读写 / cannot read or write {error.filename}: {error.strerror}")
    return 1


def too_old(version: str) -> str:
    """Say which Python is needed, in one sentence of each language."""
    return (
        f"需要 Python 3.11 或更新版本，当前为 {version}，请安装后用它重新执行。\n"
        f"Python 3.11 or newer is needed, this is {version}: install it, then try again with it."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
