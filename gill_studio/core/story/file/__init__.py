"""Story files: one SQLite database a story, never more than a second behind what the writer has done."""

from gill_studio.core.story.file.backups import Backup, all_backups, backups_dir, backups_of, total_size
from gill_studio.core.story.file.lock import StoryLockedError
from gill_studio.core.story.file.pictures import PictureStore
from gill_studio.core.story.file.state import SaveState
from gill_studio.core.story.file.story_file import StoryFile
from gill_studio.core.story.file.taking_over import StorySnapshot, import_folder, read_story_file

__all__ = [
    "Backup",
    "PictureStore",
    "SaveState",
    "StoryFile",
    "StoryLockedError",
    "StorySnapshot",
    "all_backups",
    "backups_dir",
    "backups_of",
    "import_folder",
    "read_story_file",
    "total_size",
]
