package io.giftledger.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.ledger.Flaw;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.Posting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** FORMAT.md says what a digest's bytes are. */
class DigestFormatTest {

  private static final NotedHead HEAD =
      new NotedHead(
          "WALLET#viewer-1", 2, "6070fc242f5744111f908651a55393482f9ea298046fa523b5f3cfe5d21fd9f8");

  private static String format;
  private static List<String> examples;

  @BeforeAll
  static void read() throws IOException {
    format = Files.readString(Path.of("../ledger/FORMAT.md"));
    examples =
        Pattern.compile("(?s)```digest\n(.*?)```")
            .matcher(format)
            .results()
            .map(result -> String.valueOf(result.group(1)))
            .toList();
  }

  @Test
  void the_part_of_the_example_is_that_of_the_code() {
    assertEquals(examples.get(0), HEAD.line() + "\n");
    assertEquals(HEAD, NotedHead.parse(HEAD.line()));
  }

  @Test
  void the_manifest_of_the_example_is_that_of_the_code() {
    Manifest manifest = manifest(0, List.of());

    assertEquals(examples.get(1), new String(manifest.bytes(), UTF_8));
    assertEquals(manifest, Manifest.parse(manifest.bytes()));
  }

  @Test
  void a_manifest_with_faults_is_read_as_it_was_written() {
    List<Fault> faults =
        List.of(
            new Fault("EARNINGS#a", 3, "gap", "entry 4 comes after 2"),
            new Fault("x\ny", 0, "unknown_account", "a\nline feed and an \u00e9"));
    byte[] bytes = manifest(2, faults).bytes();

    assertArrayEquals(bytes, Manifest.parse(bytes).bytes());
    assertTrue(
        new String(bytes, UTF_8)
            .contains("fault x%0Ay 0 unknown_account a%0Aline feed and an %C3%A9\n"));
  }

  @Test
  void what_is_not_exactly_a_manifest_is_not_read() {
    String text = new String(manifest(0, List.of()).bytes(), UTF_8);
    for (String wrong :
        List.of(
            "",
            text.replace("digest 1", "digest 2"),
            text + "more of it\n",
            text.replace("segments 8\naccounts 1", "accounts 1\nsegments 8"),
            text.replace("entries 2", "entries +2"),
            text.stripTrailing())) {
      assertThrows(IllegalArgumentException.class, () -> Manifest.parse(wrong.getBytes(UTF_8)));
    }
  }

  @Test
  void every_code_is_written_down() {
    for (Flaw.Code code : Flaw.Code.values()) assertRow(code.label());
    List.of(
            Fault.MALFORMED,
            Fault.UNKNOWN_ACCOUNT,
            Fault.CUT_OFF,
            Fault.REWRITTEN,
            Fault.DIGEST_ALTERED)
        .forEach(DigestFormatTest::assertRow);
  }

  @Test
  void names_are_as_written_down() {
    Instant asOf = Instant.parse("2026-11-22T00:00:00Z");

    assertEquals("manifests/20261122T000000.000Z.txt", Manifest.name(asOf));
    assertEquals("manifests/20261122T000000.000Z.sig", Manifest.signatureName(Manifest.name(asOf)));
    assertEquals("heads/20261122T000000.000Z/ab.txt", Manifest.partName(asOf, "ab"));
    assertEquals("segments/20261122T000000.000Z/3.json", Manifest.segmentName(asOf, 3));
  }

  private static void assertRow(String code) {
    assertTrue(format.contains("\n| `" + code + "` |"), code);
  }

  private static Manifest manifest(long faultCount, List<Fault> faults) {
    Tally tally = new Tally(0);
    Stream.of(
            "wallet coin 95",
            "platform:coins-issued coin -100",
            "platform:gifts-in-transit coin 5",
            "platform:cash USD 129",
            "platform:coin-sales USD -129")
        .map(Posting::parse)
        .forEach(tally::posting);
    String part = HEAD.line() + "\n";
    return new Manifest(
        "giftledger",
        Instant.parse("2026-11-22T00:00:00Z"),
        Optional.empty(),
        8,
        new Counts(1, 2, 2, tally.counts().balances(), Agreement.NONE, faultCount, faults),
        List.of(new Manifest.Part(Hash.of(part.getBytes(UTF_8)).hex(), 1)));
  }
}
