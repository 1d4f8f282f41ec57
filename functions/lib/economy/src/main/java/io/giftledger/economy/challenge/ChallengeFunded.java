package io.giftledger.economy.challenge;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.Retelling;
import io.giftledger.economy.Said;
import io.giftledger.economy.earnings.Earnings;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Decision;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.IdempotentRequest;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Outcome;
import io.giftledger.ledger.Posting;
import io.giftledger.ledger.table.Item;
import java.util.List;
import java.util.Set;

/**
 * An operator gave diamonds to a challenge's budget.
 *
 * @param challenge the platform's id of the challenge
 * @param diamonds whole diamonds, 1 to {@link #DIAMONDS_MAX}
 * @param action who did it, and why
 */
public record ChallengeFunded(String challenge, long diamonds, OperatorAction action) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("challenge_funded");

  /** So many diamonds are no budget but a slip of the hand. */
  public static final long DIAMONDS_MAX = 1_000_000_000;

  private static final Set<String> FIGURES =
      Set.of("diamonds", OperatorAction.REASON, OperatorAction.DIGEST);

  /** Refuses what is no budget. */
  public ChallengeFunded {
    if (diamonds < 1 || diamonds > DIAMONDS_MAX) {
      throw new IllegalArgumentException("a budget is 1 to " + DIAMONDS_MAX + " diamonds");
    }
  }

  /**
   * Funds the challenge, once for each key.
   *
   * @param idempotencyKey the operator's key for this funding
   */
  public Outcome<Funding> with(Ledger ledger, String idempotencyKey) {
    Account<Challenge> account = Challenge.BOOK.account(challenge);
    IdempotentRequest<Funding> request =
        IdempotentRequest.of(
            Funding.TYPE, account, idempotencyKey, Long.toString(diamonds), action.reason());
    return ledger.open(
        account,
        request,
        (_, at) ->
            new Decision.Accept<>(new Funding(request.id(), challenge, diamonds, action, at)));
  }

  /** The entry that makes a funding true. */
  static Draft<Challenge> draft(Funding funding, Head<Challenge> head) {
    return draft(said(funding, head.sequence() + 1), head);
  }

  private static Draft<Challenge> draft(Said said, Head<Challenge> head) {
    long e4 = Math.multiplyExact(said.figures().number("diamonds"), Earnings.E4);
    return new Draft<>(
        KIND,
        List.of(
            new Posting(ChartOfAccounts.AWARDS_FUNDED, Assets.DIAMOND_E4, -e4),
            new Posting(ChartOfAccounts.CHALLENGE, Assets.DIAMOND_E4, e4)),
        head.state().funded(e4),
        said.record(),
        0,
        said.figures());
  }

  /** How its entry is told. */
  public static final Retelling<Challenge> RETELLING =
      new Retelling<>() {
        @Override
        public Draft<Challenge> draft(Entry<Challenge> entry, Head<Challenge> before) {
          return ChallengeFunded.draft(told(entry), before);
        }

        @Override
        public List<Said> said(Entry<Challenge> entry) {
          return List.of(told(entry));
        }
      };

  private static Said told(Entry<Challenge> entry) {
    return new Said(
        Funding.TYPE.keyOf(entry.item()).sort(),
        KIND,
        entry.sequence(),
        entry.at(),
        entry.policyVersion(),
        entry.details().only(FIGURES));
  }

  /**
   * What a funding and its entry say of each other.
   *
   * @param entry the entry's number
   */
  public static Said said(Funding funding, long entry) {
    Item figures = funding.details();
    return new Said(funding.key().sort(), KIND, entry, funding.fundedAt(), 0, figures);
  }
}
