package io.giftledger.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micronaut.serde.annotation.Serdeable;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a digest says of the table as of an instant. FORMAT.md writes its bytes down.
 *
 * @param table the table's name
 * @param asOf the instant: entries until then are counted
 * @param previous the digest before it, if there is one
 * @param segments how many segments the table was read in
 * @param counts accounts, entries, trial balance and faults
 * @param parts the objects that hold the accounts' newest entries
 */
public record Manifest(
    String table,
    Instant asOf,
    Optional<Previous> previous,
    int segments,
    Counts counts,
    List<Part> parts) {

  private static final DateTimeFormatter AT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter IN_NAMES =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** What the names of all manifests, and of their signatures, begin with. */
  public static final String PREFIX = "manifests/";

  private static final String SUFFIX = ".txt";
  private static final String FIRST_LINE = "giftledger digest 1";
  private static final String NONE = "none";

  /**
   * The digest before this one.
   *
   * @param asOf its instant, as in the manifest
   * @param sha256 of its manifest, 64 hexadecimal digits
   */
  @Serdeable
  public record Previous(String asOf, String sha256) {

    /** The same as an instant. */
    public Instant instant() {
      return Instant.parse(asOf);
    }
  }

  /**
   * An object with the newest entries of some accounts, one a line.
   *
   * @param sha256 of its bytes, 64 hexadecimal digits
   * @param lines how many accounts
   */
  @Serdeable
  public record Part(String sha256, int lines) {}

  /** The name of the manifest as of an instant. */
  public static String name(Instant asOf) {
    return PREFIX + IN_NAMES.format(asOf) + SUFFIX;
  }

  /** Whether a name is a manifest's. */
  public static boolean isName(String name) {
    return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
  }

  /** The name of a manifest's signature. */
  public static String signatureName(String manifestName) {
    return manifestName.substring(0, manifestName.length() - SUFFIX.length()) + ".sig";
  }

  /** The name of a part of the digest as of an instant. */
  public static String partName(Instant asOf, String sha256) {
    return "heads/" + IN_NAMES.format(asOf) + "/" + sha256 + ".txt";
  }

  /** The name of what one segment came to. */
  public static String segmentName(Instant asOf, int segment) {
    return "segments/" + IN_NAMES.format(asOf) + "/" + segment + ".json";
  }

  /** The name of the secret that an audit adds up with. */
  public static String keyName(Instant asOf) {
    return "segments/" + IN_NAMES.format(asOf) + "/key";
  }

  /** An instant as a manifest writes it. */
  public static String text(Instant instant) {
    return AT.format(instant);
  }

  /** The bytes that are signed. */
  public byte[] bytes() {
    StringBuilder text = new StringBuilder();
    text.append(FIRST_LINE).append('\n');
    line(text, "table", table);
    line(text, "as-of", text(asOf));
    line(text, "previous", previous.map(one -> one.asOf() + " " + one.sha256()).orElse(NONE));
    line(text, "segments", Integer.toString(segments));
    line(text, "accounts", Long.toString(counts.accounts()));
    line(text, "entries", Long.toString(counts.entries()));
    balances(counts).forEach((line, sum) -> line(text, "balance", line + " " + sum));
    line(text, "faults", Long.toString(counts.faults()));
    counts.firstFaults().stream()
        .sorted(Comparator.comparing(Fault::account).thenComparingLong(Fault::sequence))
        .forEach(fault -> line(text, "fault", text(fault)));
    parts.forEach(part -> line(text, "heads", part.sha256() + " " + part.lines()));
    return text.toString().getBytes(UTF_8);
  }

  /** In ascending order of ledger account and asset. */
  private static SortedMap<String, BigInteger> balances(Counts counts) {
    SortedMap<String, BigInteger> lines = new TreeMap<>();
    counts
        .balances()
        .forEach(
            (asset, sums) -> sums.forEach((account, sum) -> lines.put(account + " " + asset, sum)));
    return lines;
  }

  private static String text(Fault fault) {
    return fault.account() + " " + fault.sequence() + " " + fault.code() + " " + fault.words();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(name).append(' ').append(value).append('\n');
  }

  /**
   * Reads a manifest.
   *
   * @throws IllegalArgumentException if the bytes are not exactly those of one
   */
  public static Manifest parse(byte[] bytes) {
    Parser parser = new Parser();
    String text = new String(bytes, UTF_8);
    if (!text.startsWith(FIRST_LINE + "\n")) throw new IllegalArgumentException("no manifest");
    text.lines().skip(1).forEach(parser::read);
    Manifest manifest = parser.manifest();
    if (!Arrays.equals(bytes, manifest.bytes())) {
      throw new IllegalArgumentException("a manifest that is not written so");
    }
    return manifest;
  }

  /** Takes the lines in any order: that they are in order, {@link #parse} sees in the end. */
  private static final class Parser {

    private String table = "";
    private Instant asOf = Instant.EPOCH;
    private Optional<Previous> previous = Optional.empty();
    private int segments;
    private long accounts;
    private long entries;
    private long faults;
    private final SortedMap<String, SortedMap<String, BigInteger>> balances = new TreeMap<>();
    private final List<Fault> firstFaults = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();

    void read(String line) {
      String[] words = line.split(" ", 5);
      switch (words[0]) {
        case "table" -> table = words[1];
        case "as-of" -> asOf = Instant.parse(words[1]);
        case "previous" -> {
          if (!words[1].equals(NONE)) previous = Optional.of(new Previous(words[1], words[2]));
        }
        case "segments" -> segments = Integer.parseInt(words[1]);
        case "accounts" -> accounts = Long.parseLong(words[1]);
        case "entries" -> entries = Long.parseLong(words[1]);
        case "balance" ->
            balances
                .computeIfAbsent(words[2], _ -> new TreeMap<>())
                .put(words[1], new BigInteger(words[3]));
        case "faults" -> faults = Long.parseLong(words[1]);
        case "fault" ->
            firstFaults.add(new Fault(words[1], Long.parseLong(words[2]), words[3], words[4]));
        case "heads" -> parts.add(new Part(words[1], Integer.parseInt(words[2])));
        default -> throw new IllegalArgumentException("no line of a manifest: " + words[0]);
      }
    }

    Manifest manifest() {
      Counts counts =
          new Counts(accounts, entries, entries, balances, Agreement.NONE, faults, firstFaults);
      return new Manifest(table, asOf, previous, segments, counts, List.copyOf(parts));
    }
  }
}
