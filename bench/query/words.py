"""Made-up prose: words of a vocabulary, some far more often than others, as in any language."""

import random
from itertools import accumulate

VOCABULARY = 20_000
_BEGINNINGS = "b br c ch cl d dr f fl g gr h j k l m n p pl pr qu r s sh sk st t th tr v w z"
_VOWELS = "a e i o u ai ea io ou"
_ENDS = "b ck d ft g l ll m n nd ng nt p r rd s st t x"
_FOREIGN = "größe prüfung añadir naïve façade отчёт заказ ответ 注文 返金 質問 模型"
_EVERY_FOREIGN = 50


class Words:
    """The vocabulary of one seed, and prose made of it. The word of rank n comes about 1/n as often as the first."""

    def __init__(self, seed: str) -> None:
        self._chance = random.Random(seed)
        made = dict.fromkeys(_word(self._chance) for _ in range(2 * VOCABULARY))
        self.all = list(made)[:VOCABULARY]
        for place, word in enumerate(_FOREIGN.split(), start=1):
            self.all.insert(place * _EVERY_FOREIGN, word)
        self._shares = list(accumulate(1 / (rank + 3) for rank in range(len(self.all))))

    def prose(self, length: int) -> str:
        """A text of this many characters."""
        return " ".join(self._chance.choices(self.all, cum_weights=self._shares, k=length // 4 + 1))[:length]


def _word(chance: random.Random) -> str:
    beginnings, vowels, ends = _BEGINNINGS.split(), _VOWELS.split(), _ENDS.split()
    return "".join(
        chance.choice(beginnings) + chance.choice(vowels) + (chance.choice(ends) if chance.random() < 0.6 else "")
        for _ in range(chance.choice((1, 2, 2, 3)))
    )
