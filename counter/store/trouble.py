"""What can be wrong with the local file, each with the clerk's sentence: what happened and what to
do next.
"""


class StoreTrouble(Exception):
    """The local database cannot be used as asked; ``sentence`` is for the screen, neither holds a
    path or a value.
    """

    sentence: str = "本机数据库出错。请联系系统管理员。"

    def __init__(self) -> None:
        """The class says it all."""
        super().__init__(self.sentence)


class NoDatabase(StoreTrouble):
    """A database was expected and there is no file; a new empty one is never made in its place."""

    sentence = "没有找到本机数据库文件。请不要新建，先联系系统管理员查明文件去向。"


class AlreadyThere(StoreTrouble):
    """A new database was asked for where a file already stands."""

    sentence = "这里已经有一个数据库文件。请换一个文件夹，或直接打开它。"


class WrongKeyOrDamaged(StoreTrouble):
    """The file does not open under this key: another key, another file, or damage; SQLCipher cannot
    tell which.
    """

    sentence = "本机数据库打不开：密钥不对，或文件已损坏。请保留文件，联系系统管理员恢复。"


class Damaged(StoreTrouble):
    """A part of an open file fails its check; nothing of it was shown."""

    sentence = "本机数据库文件已损坏。请停止办理，保留文件，联系系统管理员恢复。"


class NewerFile(StoreTrouble):
    """The file was written by a newer program; an older one does not guess."""

    sentence = "本机数据库由更新版本的程序写成。请先升级本程序再打开。"


class NotWritable(StoreTrouble):
    """The file or its folder can only be read."""

    sentence = "本机数据库所在的文件夹不能写入。请联系系统管理员检查磁盘和权限，修好后重新打开。"


class DiskFull(StoreTrouble):
    """There is no room left; what was being saved was rolled back whole."""

    sentence = "磁盘已满，刚才的内容没有保存。请清理磁盘后再按一次保存。"


class NoRoomToOpen(DiskFull):
    """There is too little room even to open the file; what is in it is safe."""

    sentence = "磁盘已满，本机数据库打不开，已保存的内容都在。请清理磁盘后重新打开。"


class Busy(StoreTrouble):
    """Another connection held the file longer than a writer waits."""

    sentence = "本机数据库正忙，刚才的内容没有保存。请再按一次保存。"


class PragmaRefused(StoreTrouble):
    """SQLCipher did not take a setting this program relies on; ``setting`` names it."""

    sentence = "本机数据库不能按要求的安全设置打开。请联系系统管理员检查安装。"

    def __init__(self, setting: str) -> None:
        """Name the setting for the administrator."""
        super().__init__()
        self.setting = setting
