"""Names of builtins used as variables, deep nesting of loops and branches, variables born in inner scopes."""


def main(list_: List[int], max_: int):
    sum = 0
    id = "x"
    for i in list_:
        if i > 0:
            if i % 2 == 0:
                for j in range(i):
                    if j == max_:
                        break
                    if j % 2 == 1:
                        continue
                    sum += j
                    k = 0
                    while k < j:
                        k += 1
                        if k == 3:
                            id += "k"
                            break
            else:
                sum -= i
                if sum < -5:
                    return sum, id, -1
        elif i == 0:
            id += "0"
        else:
            continue
        id += str(i)
    return sum, id, len(list_)


INPUTS = [lambda: ([1, 2, 8, 0, -3], 5), lambda: ([7, 9], 1), lambda: ([], 0)]
