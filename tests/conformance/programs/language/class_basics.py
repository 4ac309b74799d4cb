"""A plain class used inside: constructor, methods with defaults, attributes changed through an alias, a method that builds another."""


class Account:
    def __init__(self, owner: str, limit: int = 100):
        self.owner = owner
        self.limit = limit
        self.moves: List[int] = []
        self.refused = 0

    def balance(self) -> int:
        total = 0
        for move in self.moves:
            total += move
        return total

    def move(self, amount: int, twice: bool = False) -> bool:
        wanted = 2 * amount if twice else amount
        if self.balance() + wanted < -self.limit:
            self.refused += 1
            return False
        self.moves.append(wanted)
        return True

    def last(self) -> Optional[int]:
        return self.moves[-1] if len(self.moves) > 0 else None


def spend(account: Account, amounts: List[int]) -> int:
    done = 0
    for amount in amounts:
        if account.move(-amount):
            done += 1
    return done


def main(amounts: List[int], limit: int):
    account = Account("me", limit)
    same_account = account
    done = spend(same_account, amounts)
    account.move(amount=5, twice=True)
    other = Account(account.owner + "2")
    return done, account.last(), account.balance(), same_account.refused, account.moves, other.limit, other.last()


INPUTS = [lambda: ([10, 50, 1], 30), lambda: ([], 0), lambda: ([1, 1], 1)]
