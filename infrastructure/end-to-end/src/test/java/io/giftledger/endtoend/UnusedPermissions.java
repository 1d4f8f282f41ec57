package io.giftledger.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.template.HttpRoute;
import io.giftledger.testkit.NeededPermissions;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the functions' roles allow, held against what the story of the economy needs. A call that a
 * role refuses fails the test in which it is made, whatever became of it; so each permission that a
 * call of a test could not do without is one without which that test breaks. {@code
 * infrastructure/permissions.yaml} names one for each, or one of another module for what the story
 * never needs.
 */
final class UnusedPermissions {

  /**
   * What the story needs or not, as the time is: secrets and policies are read again after a while,
   * boards are put, gifts converted many at once, transfers completed by whoever comes first, and a
   * chain that does not look whole in a scan is read again. A test of a function is named for each.
   */
  private static final Set<String> SOMETIMES =
      Set.of(
          "AuditFunction: ReadAccounts dynamodb:Query",
          "ConvertFunction: MarkTransfersCredited dynamodb:UpdateItem",
          "ConvertFunction: ReadAccountsAndTransfers dynamodb:GetItem",
          "RechargeFunction: ReadWebhookSecret secretsmanager:GetSecretValue",
          "RecogniseFunction: FoldFansAndRooms dynamodb:Query",
          "RecogniseFunction: ReadEarnings dynamodb:GetItem",
          "SandboxFunction: ReadWebhookSecret secretsmanager:GetSecretValue",
          "ScreenFunction: ReadViewersAndPolicy dynamodb:Query");

  /**
   * Those that answer requests. What the others do of a test's, they may do in the test after it.
   */
  private static final Set<String> ANSWERING = ConcurrentHashMap.newKeySet();

  private static final Set<String> ALLOWED = ConcurrentHashMap.newKeySet();

  /** The tests by the permissions that they needed. */
  private static final Map<String, Set<String>> NEEDED = new ConcurrentHashMap<>();

  private UnusedPermissions() {}

  /** A test of the story has run; fails it if a function did what its role does not allow. */
  static void done(Method test, EmbeddedAws aws) {
    ALLOWED.addAll(aws.permissions());
    HttpRoute.all(aws.template()).forEach(route -> ANSWERING.add(route.functionId()));
    for (String permission : aws.takeNeededPermissions()) {
      NEEDED
          .computeIfAbsent(permission, _ -> ConcurrentHashMap.newKeySet())
          .add(NeededPermissions.name(test));
    }
    Story.done(test);
    assertNothingRefused(aws);
  }

  static void assertNothingRefused(EmbeddedAws aws) {
    assertEquals(Set.of(), aws.takeRefusedCalls(), "refused to a function by its role");
  }

  /**
   * If the whole story is told: fails for each permission of which no test is named, or one that
   * does not need it.
   */
  static void check() {
    if (!Story.isTold()) return;
    Map<String, String> wrong = new TreeMap<>();
    for (String permission : ALLOWED) {
      String named = NeededPermissions.tests().getOrDefault(permission, "none");
      Set<String> needing = new TreeSet<>(NEEDED.getOrDefault(permission, Set.of()));
      boolean answers = ANSWERING.contains(permission.substring(0, permission.indexOf(':')));
      boolean right =
          Story.isToldBy(named)
              ? needing.contains(named) || (!answers && !needing.isEmpty())
              : !named.equals("none") && (needing.isEmpty() || SOMETIMES.contains(permission));
      if (!right)
        wrong.put(permission, "named is %s, it is needed by %s".formatted(named, needing));
    }
    assertEquals(Map.of(), wrong, "allowed by a role");
  }
}
