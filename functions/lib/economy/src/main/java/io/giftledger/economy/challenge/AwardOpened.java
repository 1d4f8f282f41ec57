package io.giftledger.economy.challenge;

import io.giftledger.economy.Assets;
import io.giftledger.economy.ChartOfAccounts;
import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.RefusalCode;
import io.giftledger.economy.Retelling;
import io.giftledger.economy.Said;
import io.giftledger.economy.Transfer;
import io.giftledger.economy.creator.CreatorProfile;
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
import io.giftledger.ledger.Refusal;
import io.giftledger.ledger.Refusal.Figure;
import io.giftledger.ledger.table.Item;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A challenge awarded diamonds to a creator: they have left its budget, and are in transit to the
 * creator's earnings.
 *
 * @param challenge the platform's id of the challenge
 * @param creator who is awarded
 * @param tier what for: 1 to 64 of {@code a-z 0-9 -}, the first no {@code -}
 * @param diamonds whole diamonds, at least 1
 * @param action who did it, and why
 */
public record AwardOpened(
    String challenge, String creator, String tier, long diamonds, OperatorAction action) {

  /** The kind of its entry. */
  public static final EntryKind KIND = new EntryKind("award_opened");

  private static final Pattern TIER = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

  private static final Set<String> FIGURES =
      Set.of("creator", "tier", "diamonds", OperatorAction.REASON, OperatorAction.DIGEST);

  /** Refuses what is no award. */
  public AwardOpened {
    if (!TIER.matcher(tier).matches()) {
      throw new IllegalArgumentException("a tier is 1 to 64 of a-z 0-9 -: " + tier);
    }
    if (diamonds < 1 || diamonds > ChallengeFunded.DIAMONDS_MAX) {
      throw new IllegalArgumentException(
          "an award is 1 to " + ChallengeFunded.DIAMONDS_MAX + " diamonds");
    }
  }

  /**
   * Awards, and credits the creator: once for each challenge, creator and tier, however often. One
   * that had been awarded and not credited is credited now.
   *
   * @param profile what the platform tells of the creator, if it knows them
   * @return {@link Outcome.KeyReused} if other diamonds were awarded for this
   */
  public Outcome<Award> with(Ledger ledger, Optional<CreatorProfile> profile) {
    return Transfer.completed(ledger, Award.TYPE, opened(ledger, profile));
  }

  /**
   * Awards, and leaves the diamonds in transit.
   *
   * @param profile what the platform tells of the creator, if it knows them
   */
  public Outcome<Award> opened(Ledger ledger, Optional<CreatorProfile> profile) {
    Account<Challenge> account = Challenge.BOOK.account(challenge);
    IdempotentRequest<Award> request =
        IdempotentRequest.of(
            Award.TYPE, account, creator + " " + tier, creator, tier, Long.toString(diamonds));
    return ledger.open(account, request, (head, at) -> decide(request.id(), head, at, profile));
  }

  /** Why nothing is awarded to whom the platform has told nothing of. */
  public static Refusal unknownCreator() {
    return RefusalCode.UNKNOWN_CREATOR.because("There is no such creator.");
  }

  /** Decides on a challenge's state. */
  Decision<Award> decide(
      String id, Head<Challenge> head, Instant at, Optional<CreatorProfile> profile) {
    if (profile.isEmpty()) return new Decision.Refuse<>(unknownCreator());
    if (profile.get().isSuspended()) {
      return refuse(RefusalCode.CREATOR_SUSPENDED, "The creator is suspended.", Map.of());
    }
    if (diamonds > head.state().budget()) {
      return refuse(
          RefusalCode.CHALLENGE_BUDGET_EXCEEDED,
          "The challenge's budget is less than the award.",
          Map.of(
              "diamonds", new Figure.Count(diamonds),
              "budget_diamonds", new Figure.Count(head.state().budget())));
    }
    return new Decision.Accept<>(
        new Award(id, challenge, creator, tier, diamonds, action, at, Optional.empty()));
  }

  /** The entry that makes an award true. */
  static Draft<Challenge> draft(Award award, Head<Challenge> head) {
    return draft(said(award, head.sequence() + 1), head);
  }

  private static Draft<Challenge> draft(Said said, Head<Challenge> head) {
    long e4 = Math.multiplyExact(said.figures().number("diamonds"), Earnings.E4);
    return new Draft<>(
        KIND,
        List.of(
            new Posting(ChartOfAccounts.CHALLENGE, Assets.DIAMOND_E4, -e4),
            new Posting(ChartOfAccounts.AWARDS_IN_TRANSIT, Assets.DIAMOND_E4, e4)),
        head.state().awarded(e4),
        said.record(),
        0,
        said.figures());
  }

  /** How its entry is told. */
  public static final Retelling<Challenge> RETELLING =
      new Retelling<>() {
        @Override
        public Draft<Challenge> draft(Entry<Challenge> entry, Head<Challenge> before) {
          return AwardOpened.draft(told(entry), before);
        }

        @Override
        public List<Said> said(Entry<Challenge> entry) {
          return List.of(told(entry));
        }
      };

  private static Said told(Entry<Challenge> entry) {
    return new Said(
        Award.TYPE.keyOf(entry.item()).sort(),
        KIND,
        entry.sequence(),
        entry.at(),
        entry.policyVersion(),
        entry.details().only(FIGURES));
  }

  /**
   * What an award and the entry that makes it true say of each other.
   *
   * @param entry the entry's number
   */
  public static Said said(Award award, long entry) {
    Item figures = award.details();
    return new Said(award.key().sort(), KIND, entry, award.awardedAt(), 0, figures);
  }

  private static Decision<Award> refuse(
      RefusalCode code, String detail, Map<String, Figure> figures) {
    return new Decision.Refuse<>(code.because(detail, figures));
  }
}
