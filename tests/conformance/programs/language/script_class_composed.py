"""Classes that hold other classes, lists of instances, dicts of instances; mutation through aliases."""


class Account:
    def __init__(self, owner: str, balance: int):
        self.owner = owner
        self.balance = balance
        self.log: List[str] = []

    def move(self, amount: int) -> int:
        self.balance += amount
        self.log.append(self.owner + str(amount))
        return self.balance


class Bank:
    def __init__(self):
        self.accounts: Dict[str, Account] = {}
        self.order: List[Account] = []
        self.total = 0

    def open(self, owner: str, balance: int = 10) -> Account:
        account = Account(owner, balance)
        self.accounts[owner] = account
        self.order.append(account)
        self.total += balance
        return account

    def transfer(self, a: str, b: str, amount: int) -> bool:
        if a not in self.accounts or b not in self.accounts:
            return False
        if self.accounts[a].balance < amount:
            return False
        self.accounts[a].move(-amount)
        self.accounts[b].move(amount)
        return True


def main(amount: int):
    bank = Bank()
    ann = bank.open("ann")
    bank.open("bob", 3)
    ok = [bank.transfer("ann", "bob", amount), bank.transfer("bob", "ann", 1), bank.transfer("ann", "nobody", 1)]
    ann.balance += 100
    logs: List[str] = []
    for account in bank.order:
        logs += account.log
    return ok, bank.accounts["ann"].balance, bank.order[1].balance, logs, bank.total, len(bank.accounts)


INPUTS = [lambda: (4,), lambda: (11,), lambda: (0,)]
