"""Model files: a fitted model as plain JSON, checked when it is read.

No pickle: opening a file that someone sent must not run code. The numbers and words of
a model are a list that can be read in any editor, and compared line by line.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from toolkit.schema import BadValue
from toolkit.scores.features import MENTION_FEATURES, Features
from toolkit.scores.models import Model
from toolkit.scores.training import Calibration, Line, ModelRecipe

__all__ = ["load_model", "save_model"]

FORMAT = "escalation model"
FORMAT_VERSION = 1  # raised whenever an older reader would misread the file


def save_model(model: Model, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write a model to a JSON file; returns its path.

    The file holds **words of the coded texts**: each that occurs in ``min_df`` of them.
    It holds no text, no code, no article_id and no prediction. Read the words
    (``list_weights``) before you pass it on; with a large ``min_df`` they are common.

    Raises
    ------
    BadValue
        The file exists; say ``overwrite=True`` to replace it.

    Examples
    --------
    >>> import pandas as pd
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from toolkit.scores.models import fit_model, score_with_model
    >>> articles = pd.DataFrame({
    ...     "article_id": [f"a{i}" for i in range(40)],
    ...     "text": [f"{n} {what} the port." for n in range(20)
    ...              for what in ("shells hit", "envoys met in")]})
    >>> codes = pd.DataFrame({"article_id": articles["article_id"],
    ...                       "channel": ["act", "none"] * 20})
    >>> model = fit_model(articles, codes, recipe=ModelRecipe(group="article_id"))
    >>> with TemporaryDirectory() as folder:
    ...     again = load_model(save_model(model, Path(folder) / "model.json"))
    >>> score_with_model(again, articles).equals(score_with_model(model, articles))
    True
    """
    path = Path(path)
    if path.exists() and not overwrite:
        raise BadValue(
            f"{path} exists and is left alone. Choose another name, or say "
            "overwrite=True."
        )
    content = _content(model)
    whole = {"sha256": _hash(content), **content}
    # a killed run leaves the old file whole
    beside = path.with_name(f"{path.name}.part")
    text = json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False)
    beside.write_text(text + "\n", encoding="utf-8")
    beside.replace(path)
    return path


def load_model(path: str | Path) -> Model:
    """Read a model from a file that :func:`save_model` wrote.

    Nothing in the file is run. ``out_of_fold`` is None: predictions are not saved.

    Raises
    ------
    BadValue
        There is no such file, it is no model, it was changed or cut short, or it was
        written by a newer version.

    Examples
    --------
    >>> load_model("forgotten.json")
    Traceback (most recent call last):
        ...
    toolkit.schema.BadValue: There is no file forgotten.json. ...
    """
    path = Path(path)
    if not path.is_file():
        raise BadValue(f"There is no file {path}. Write one with save_model(model, …).")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise BadValue(f"{path} is no model file, or was cut short. Save it again.")
    if content.get("format_version") != FORMAT_VERSION:
        raise BadValue(
            f"{path} has format {content.get('format_version')!r}, and this version "
            f"reads format {FORMAT_VERSION}. Install the version that wrote it "
            f"(toolkit {content.get('toolkit')}), or train the model again."
        )
    if content.pop("sha256", None) != _hash(content):
        raise BadValue(
            f"{path} was changed after it was saved: its hash does not fit. Use the "
            "original file, or train the model again."
        )
    return _model(content, path)


def _content(model: Model) -> dict[str, Any]:
    features, weights = model.line.features, model.line.weights.tolist()
    n = len(features.words)
    mentions = features.mentions
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "toolkit": _installed_version(),
        "recipe": asdict(model.recipe),
        "n_texts": model.n_texts,
        "n_groups": model.n_groups,
        "calibration": list(model.calibration),
        "intercept": model.line.intercept,
        # word, inverse document frequency, weight
        "words": list(map(list, zip(features.words, features.idf.tolist(), weights[:n],
                                    strict=True))),
        "mentions": None if mentions is None else list(
            map(list, zip(mentions, weights[n:], strict=True))),
    }  # fmt: skip


def _installed_version() -> str:
    try:
        return version("escalation-toolkit")
    except PackageNotFoundError:  # run from a source tree
        return "of a source tree"


def _hash(content: dict[str, Any]) -> str:
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def _model(content: dict[str, Any], path: Path) -> Model:
    """Build the model; whoever hashes a malformed file anew is told so too."""
    try:
        words, mentions = content["words"], content["mentions"]
        names = None if mentions is None else tuple(str(row[0]) for row in mentions)
        features = Features(
            tuple(str(row[0]) for row in words),
            np.array([row[1] for row in words], float),
            names,
        )
        weights = np.array([row[-1] for row in [*words, *(mentions or [])]], float)
        if not np.isfinite([*weights, *features.idf]).all():
            raise ValueError("a weight is no finite number")
        model = Model(
            ModelRecipe(**content["recipe"]),
            Line(features, weights, float(content["intercept"])),
            Calibration(*map(float, content["calibration"])),
            int(content["n_texts"]),
            int(content["n_groups"]),
        )
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise BadValue(
            f"{path} is damaged ({error!r}). Train the model again."
        ) from None
    unknown = set(names or ()) - set(MENTION_FEATURES)
    if unknown:
        raise BadValue(
            f"{path} counts mentions that do not exist here: {sorted(unknown)[:3]}. "
            "Install the version that wrote it, or train the model again."
        )
    return model
