package io.giftledger.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * What roles allow and the whole story of the economy never needs: nothing but what is explained
 * here.
 */
final class UnusedPermissions {

  /** A permission, and what it is there for although the story may end without it. */
  private static final String EXPLAINED =
      """
      Admin: KeepUnbookedEvents dynamodb:PutItem | a payment contradicts its recharge while it is applied by hand
      Admin: LookAtDeadLetters sqs:ChangeMessageVisibility | a dead letter that was looked at is shown again; here is none
      Announce: SetAnnouncementAside sqs:SendMessage | the bus takes everything here
      Convert: MarkTransfersCredited dynamodb:UpdateItem | whoever orders a transfer mostly completes it, before its message comes
      Convert: SetConversionAside sqs:SendMessage | every gift can be converted here
      Dispatch: ReportFailures sqs:SendMessage | every record of the stream is understood here
      PayOut: KeepUnbookedEvents dynamodb:PutItem | the sandbox never contradicts itself about a payout
      PayOut: SetPayoutAside sqs:SendMessage | every withdrawal is known here
      Recognise: SetWakingAside sqs:SendMessage | every creator's gifts can be counted here
      Role: DispatchAgain sqs:SendMessage | no gift and no withdrawal lies as long here as the audit waits
      Role: ReadAccounts dynamodb:Query | a chain that does not look whole in the scan is read again before a fault is believed
      Role: SetAuditAside sqs:SendMessage | every step of an audit succeeds here
      Sandbox: SetWebhookAside sqs:SendMessage | every webhook is accepted here
      Withdraw: ReadFans dynamodb:BatchGetItem | the policy here holds no withdrawal for whoever paid for its gifts
      Withdraw: ReadFans dynamodb:Query | the policy here holds no withdrawal for whoever paid for its gifts
      Withdraw: ReadFirstEntriesOfFans dynamodb:BatchGetItem | the policy here holds no withdrawal for whoever paid for its gifts
      """;

  private static final Path PERMISSIONS = Path.of("../PERMISSIONS.md");

  private UnusedPermissions() {}

  /**
   * If the story is told: fails for each permission that was not needed and is not explained, and
   * for each explanation of what no role allows.
   */
  static void check(Supplier<Set<String>> unused) {
    if (!Story.isTold()) return;
    Map<String, String> explained = explained();
    Set<String> superfluous = new TreeSet<>(unused.get());
    superfluous.removeAll(explained.keySet());
    assertEquals(Set.of(), superfluous, "allowed by a role, and never needed");
    Set<String> stale = new TreeSet<>(explained.keySet());
    stale.removeIf(UnusedPermissions::isAllowed);
    assertEquals(Set.of(), stale, "explained, and allowed by no role");
  }

  private static Map<String, String> explained() {
    Map<String, String> explained = new TreeMap<>();
    for (String line : EXPLAINED.lines().toList()) {
      String[] parts = line.split(" [|] ", 2);
      explained.put(parts[0], parts[1]);
    }
    return explained;
  }

  /** Whether a statement of that name stands on the page of permissions with that action. */
  private static boolean isAllowed(String permission) {
    String[] words = permission.split(" ");
    try (var lines = Files.lines(PERMISSIONS)) {
      return lines.anyMatch(
          line -> line.startsWith("| " + words[1] + " |") && line.contains("`" + words[2] + "`"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
