package io.giftledger.operator;

import io.giftledger.dynamodb.DynamoDbTable;
import io.giftledger.dynamodb.PolicyVersions;
import io.giftledger.dynamodb.RecognitionRows;
import io.giftledger.dynamodb.TableScan;
import io.giftledger.economy.Act;
import io.giftledger.economy.OperatorAction;
import io.giftledger.economy.Proposal;
import io.giftledger.economy.challenge.Award;
import io.giftledger.economy.challenge.AwardOpened;
import io.giftledger.economy.challenge.Challenge;
import io.giftledger.economy.challenge.ChallengeFunded;
import io.giftledger.economy.challenge.Funding;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.policy.ChallengeTerms;
import io.giftledger.economy.recognition.Progress;
import io.giftledger.economy.recognition.Rankings;
import io.giftledger.economy.recognition.Recognition;
import io.giftledger.economy.recognition.Room;
import io.giftledger.ledger.Claim;
import io.giftledger.ledger.EntryKind;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.OpeningRecord;
import io.giftledger.ledger.Outcome;
import io.giftledger.ledger.table.Item;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Funds a challenge, tells how far it has come, and awards creators from its budget. */
@Command(
    name = "challenge",
    description = "Funds a challenge, tells how far it has come, and awards creators.",
    mixinStandardHelpOptions = true)
final class ChallengeCommand {

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Which challenge, how much, and why. */
  private static final class Asked {

    @Mixin private SignedOptions signed = new SignedOptions();

    @Option(names = "--challenge", required = true, description = "The platform's id of it.")
    private String challenge = "";

    @Option(names = "--diamonds", required = true, description = "How many whole diamonds.")
    private long diamonds;

    @Option(
        names = "--reason",
        required = true,
        description = "A word for why (a-z 0-9 _). Example: winter_cup")
    private String reason = "";

    private OperatorAction action(String by) {
      return new OperatorAction(reason, by, signed.note());
    }
  }

  @Command(
      description = {
        "Gives diamonds to a challenge's budget, once for each key.",
        "One person proposes it; when another says the same, too, within 7 days, it is done."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit status:%n",
      exitCodeList = {
        "0:it is funded, now or before",
        "1:somebody else is to say so, too, or the key was used for another funding",
        "2:it could not be done"
      })
  int fund(
      @Mixin Asked asked,
      @Option(
              names = "--key",
              required = true,
              description = "What tells this funding from others. The same again funds nothing.")
          String key) {
    ChallengeFunded alone =
        new ChallengeFunded(asked.challenge, asked.diamonds, asked.action(asked.signed.by()));
    return run(
        asked,
        Proposal.Kind.FUNDING,
        Item.builder().text("key", key).number("amount", alone.diamonds()).build(),
        (table, signed) ->
            new ChallengeFunded(alone.challenge(), alone.diamonds(), signed)
                .with(Aws.ledger(table), key),
        ChallengeFunded.KIND,
        Funding::action);
  }

  @Command(
      description = {
        "Awards diamonds of a challenge's budget to a creator, and credits them.",
        "Once for each tier: the same again completes what was interrupted.",
        "One person proposes it; when another says the same, too, within 7 days, it is done."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit status:%n",
      exitCodeList = {
        "0:it is awarded and credited, now or before",
        "1:somebody else is to say so, too, it is refused, or another award of this tier was made"
            + " to the creator",
        "2:it could not be done"
      })
  int award(
      @Mixin Asked asked,
      @Option(names = "--creator", required = true, description = "Who is awarded.") String creator,
      @Option(
              names = "--tier",
              required = true,
              description = "What for (a-z 0-9 -). Example: first-place")
          String tier) {
    asked.signed.requireNotOf(creator);
    AwardOpened alone =
        new AwardOpened(
            asked.challenge, creator, tier, asked.diamonds, asked.action(asked.signed.by()));
    return run(
        asked,
        Proposal.Kind.AWARD,
        Item.builder()
            .text("creator", creator)
            .text("tier", tier)
            .number("amount", alone.diamonds())
            .build(),
        (table, signed) ->
            new AwardOpened(alone.challenge(), creator, tier, alone.diamonds(), signed)
                .with(
                    Aws.ledger(table),
                    table.get(CreatorProfile.key(creator), true).map(CreatorProfile::of)),
        AwardOpened.KIND,
        Award::action);
  }

  @Command(
      description = {
        "Tells how far a challenge of the policy in force has come, the furthest first.",
        "Of a creators' challenge all who were given something in its weeks, else those in a room."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit status:%n",
      exitCodeList = {
        "0:it is told",
        "1:the policy has no such challenge",
        "2:it could not be done"
      })
  int progress(
      @Option(names = "--table", required = true, description = "The ledger's table.") String table,
      @Option(
              names = "--recognition",
              required = true,
              description = "The table of fans and rooms: the stack's RecognitionTableName.")
          String recognition,
      @Option(names = "--challenge", required = true, description = "The platform's id of it.")
          String challenge,
      @Option(
              names = "--room",
              defaultValue = "",
              description = "Of a viewers' challenge, the room: a live stream or a video.")
          String room) {
    PrintWriter out = spec.commandLine().getOut();
    try (DynamoDbClient dynamoDb = Aws.dynamoDb()) {
      DynamoDbTable ledger = new DynamoDbTable(dynamoDb, table);
      Optional<ChallengeTerms> known =
          new PolicyVersions(ledger)
              .inForce()
              .flatMap(
                  policy ->
                      policy.live().challenges().stream()
                          .filter(terms -> terms.id().equals(challenge))
                          .findFirst());
      if (known.isEmpty()) {
        out.println("the policy in force has no such challenge");
        return 1;
      }
      ChallengeTerms terms = known.get();
      Given given = new Given(dynamoDb, ledger, table, recognition);
      Map<String, Long> coins =
          switch (terms.side()) {
            case CREATOR -> given.anywhere(terms);
            case VIEWERS -> given.in(room, terms);
          };
      coins.entrySet().stream()
          .sorted(
              Map.Entry.<String, Long>comparingByValue()
                  .reversed()
                  .thenComparing(Map.Entry::getKey))
          .forEach(
              one ->
                  out.printf(
                      "%s %d of %d%s%n",
                      one.getKey(),
                      one.getValue(),
                      terms.goalCoins(),
                      one.getValue() >= terms.goalCoins() ? ": reached" : ""));
      return 0;
    } finally {
      out.flush();
    }
  }

  /** The coins that count for a challenge, by creator. */
  private static final class Given {
    private final Recognition recognition;
    private final Rankings rankings;

    Given(DynamoDbClient dynamoDb, DynamoDbTable ledger, String table, String recognition) {
      RecognitionRows rows = new RecognitionRows(dynamoDb, recognition);
      this.rankings = new Rankings(rows, InstantSource.system());
      this.recognition =
          new Recognition(
              ledger,
              new TableScan(dynamoDb, table),
              rows,
              InstantSource.system(),
              Aws::pause,
              Format.CURRENT);
    }

    Map<String, Long> anywhere(ChallengeTerms terms) {
      return recognition.progress(rankings.creators(terms.firstDay(), terms.lastDay())).stream()
          .collect(
              Collectors.toMap(
                  Progress::creator, one -> one.paid(terms.firstDay(), terms.lastDay())));
    }

    Map<String, Long> in(String room, ChallengeTerms terms) {
      return recognition.room(room).stream()
          .collect(
              Collectors.toMap(Room::creator, one -> one.paid(terms.firstDay(), terms.lastDay())));
    }
  }

  /**
   * Does it when two people say so, and lists who did; what was done before by others is listed as
   * theirs.
   *
   * @param figures what both have to say alike, besides the challenge and the reason
   */
  private <R extends OpeningRecord<?>> int run(
      Asked asked,
      Proposal.Kind proposed,
      Item figures,
      BiFunction<DynamoDbTable, OperatorAction, Outcome<R>> deed,
      EntryKind kind,
      Function<R, OperatorAction> action) {
    PrintWriter out = spec.commandLine().getOut();
    try (DynamoDbClient dynamoDb = Aws.dynamoDb()) {
      TwoPeople people =
          TwoPeople.of(
              asked.signed,
              dynamoDb,
              proposed.label() + "_proposed",
              Challenge.BOOK.account(asked.challenge).partitionKey(),
              asked.reason,
              Instant.now());
      Optional<String> first = people.first(figures);
      if (first.isEmpty()) {
        out.println(TwoPeople.PROPOSED);
        return 1;
      }
      DynamoDbTable table = new DynamoDbTable(dynamoDb, asked.signed.table());
      OperatorAction signed = asked.action(people.both(first.get()));
      Consumer<R> list =
          done -> {
            if (!action.apply(done).equals(signed)) return;
            long entry = Claim.place(table.get(done.key(), true).orElseThrow());
            Aws.acts(table)
                .store(
                    people.act(
                        kind.label(),
                        first.get(),
                        done.at(),
                        figures.toBuilder().number(Act.ENTRY, entry).build()));
          };
      return switch (deed.apply(table, signed)) {
        case Outcome.Opened<R>(R done) -> {
          list.accept(done);
          out.println("done: " + done.key().id());
          yield 0;
        }
        case Outcome.Replayed<R>(R done) -> {
          list.accept(done);
          out.println("was done before: " + done.key().id());
          yield 0;
        }
        case Outcome.KeyReused<R> _ -> {
          out.println("another was done before in its place");
          yield 1;
        }
        case Outcome.Refused<R>(var refusal) -> {
          out.printf("%s: %s %s%n", refusal.code().label(), refusal.detail(), refusal.figures());
          yield 1;
        }
      };
    } finally {
      out.flush();
    }
  }
}
