package io.giftledger.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.giftledger.dynamodb.Attributes;
import io.giftledger.economy.wallet.BudgetSet;
import io.giftledger.economy.wallet.Gift;
import io.giftledger.economy.wallet.Recharge;
import io.giftledger.economy.wallet.Recharged;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.emulator.EmbeddedAws;
import io.giftledger.emulator.QueueReader;
import io.giftledger.ledger.Account;
import io.giftledger.ledger.Draft;
import io.giftledger.ledger.Entry;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.Head;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.Movement;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Value;
import io.giftledger.testkit.Creator;
import io.giftledger.testkit.Embedded;
import io.giftledger.testkit.EventSource;
import io.giftledger.testkit.Gifts;
import io.giftledger.testkit.NeededPermissions;
import io.giftledger.testkit.QueueMessage;
import io.giftledger.testkit.Recharges;
import io.giftledger.testkit.Stored;
import io.giftledger.testkit.Viewer;
import io.giftledger.verify.Counts;
import io.giftledger.verify.DigestKey;
import io.giftledger.verify.DigestReader;
import io.giftledger.verify.DigestSource;
import io.giftledger.verify.Fault;
import io.giftledger.verify.Manifest;
import io.giftledger.verify.NotedHead;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * The audit through its handler: the table, the queue, the bucket and the key are the template's.
 */
@ExtendWith(NeededPermissions.class)
class AuditHandlerTest {

  private static final List<String> ALL_WELL = List.of();
  private static final AttributeValue NOTHING = AttributeValue.fromS("");
  private static final Instant WRITTEN = Instant.parse("2026-11-20T10:15:30.125Z");

  /**
   * With details that nobody knows more than a page of 1 MB, so that an audit stops in the middle
   * of a chain.
   */
  private static final int LONG_CHAIN = 50;

  private static final int PADDING = 25_000;

  private static EmbeddedAws aws;
  private static AuditHandler handler;
  private static NavigableMap<String, byte[]> digests;
  private static DigestKey key;
  private static Instant today = Instant.parse("2027-01-01T00:30:00Z");

  private final Account<Wallet> victim = Wallet.BOOK.account("victim-" + UUID.randomUUID());

  @BeforeAll
  static void start() {
    aws = Embedded.AWS;
    Map<String, String> environment = Embedded.environment("AuditFunction", "AUDIT_SEGMENTS", "2");
    handler = new AuditHandler(environment);
    digests = aws.objects("Digests");
    KmsClient kms =
        KmsClient.builder()
            .region(Region.US_EAST_1)
            .endpointOverride(URI.create(environment.getOrDefault("AWS_ENDPOINT_URL_KMS", "")))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
    key = new KmsDigestKey(kms, environment.getOrDefault("DIGESTS_KEY_ARN", ""));
    for (int entry = 0; entry < LONG_CHAIN; entry++) {
      Embedded.LEDGER.append(Wallet.BOOK.account("long-chain"), AuditHandlerTest::padded);
    }
  }

  private static Movement<Wallet> padded(Head<Wallet> head, Instant at) {
    var set = (Movement.Append<Wallet>) new BudgetSet(OptionalLong.of(1)).movement(head, at);
    Draft<Wallet> draft = set.draft();
    return new Movement.Append<>(
        new Draft<>(
            draft.kind(),
            draft.postings(),
            draft.state(),
            draft.ref(),
            draft.policyVersion(),
            draft.details().toBuilder().text("padding", "x".repeat(PADDING)).build()),
        List.of());
  }

  @AfterAll
  static void stop() {
    handler.close();
  }

  @Test
  void an_audit_goes_on_where_it_stopped_and_signs_what_it_found() {
    recharge(victim, 3, WRITTEN);

    int steps = audit(1);

    assertTrue(steps > 3, () -> steps + " messages");
    Manifest manifest = newest();
    assertEquals(0, manifest.counts().faults(), () -> manifest.counts().toString());
    assertEquals(count(), manifest.counts().entries());
    assertTrue(manifest.counts().totals().values().stream().allMatch(sum -> sum.signum() == 0));
    assertTrue(heads(manifest).contains(NotedHead.of(entry(3))));
    assertEquals(
        1,
        heads(manifest).stream()
            .filter(head -> head.account().equals("WALLET#long-chain"))
            .filter(head -> head.sequence() == LONG_CHAIN)
            .count());
    assertEquals(manifest.counts().accounts(), heads(manifest).size());
  }

  @Test
  void messages_that_come_twice_change_nothing() {
    audit(1);
    Manifest once = newest();
    byte[] manifest = once.bytes();
    byte[] signature = digests.get(Manifest.signatureName(Manifest.name(once.asOf())));
    today = today.minus(1, ChronoUnit.DAYS);

    audit(1);
    assertArrayEquals(signature, digests.get(Manifest.signatureName(Manifest.name(once.asOf()))));
    assertArrayEquals(manifest, digests.get(Manifest.name(once.asOf())));

    audit(2);
    assertEquals(once.counts(), newest().counts());
    assertEquals(
        Optional.of(new Manifest.Previous(Manifest.text(once.asOf()), sha256(manifest))),
        newest().previous());
  }

  @Test
  void a_gift_that_nobody_converted_in_an_hour_is_dispatched_again() {
    QueueReader conversions = new QueueReader(aws, "Conversions");
    conversions.takeAll();
    Gift lost = gift(Instant.now().minus(61, ChronoUnit.MINUTES));
    Gift young = gift(Instant.now());

    audit(1);

    List<String> sent = conversions.takeAll().stream().map(Message::body).toList();
    assertTrue(sent.stream().anyMatch(body -> body.contains(lost.id())), sent::toString);
    assertTrue(sent.stream().noneMatch(body -> body.contains(young.id())), sent::toString);
  }

  private static Gift gift(Instant at) {
    return new Viewer().at(at).recharge(1).send(Gifts.sent());
  }

  @Test
  void a_message_that_makes_no_sense_is_set_aside() {
    assertEquals(ALL_WELL, deliver("{}"));
    assertEquals(ALL_WELL, deliver("nonsense"));

    List<String> aside =
        new QueueReader(aws, "DeadQueue").takeAll().stream().map(Message::body).toList();
    assertTrue(aside.contains("{}"), aside::toString);
  }

  @Test
  void a_flipped_byte_is_named() {
    recharge(victim, 9, WRITTEN);
    Map<String, AttributeValue> old = stored(5);
    Map<String, AttributeValue> changed = new HashMap<>(old);
    changed.put("ref", AttributeValue.fromS("GIFT#another"));
    put(changed);

    assertNamed(5, "hash_mismatch");

    put(old);
    assertWhole();
  }

  @Test
  void a_deleted_entry_is_named() {
    recharge(victim, 9, WRITTEN);
    Map<String, AttributeValue> old = stored(4);
    delete(4);

    assertNamed(4, "gap");

    put(old);
    assertWhole();
  }

  @Test
  void an_entry_that_cannot_be_read_is_named() {
    recharge(victim, 3, WRITTEN);
    Map<String, AttributeValue> old = stored(2);
    for (String attribute :
        List.of("at", "kind", "postings", "state", "ref", "policyVersion", "hash")) {
      Map<String, AttributeValue> changed = new HashMap<>(old);
      changed.remove(attribute);
      put(changed);
      assertNamed(2, "malformed");
    }
    Map<String, AttributeValue> changed = new HashMap<>(old);
    changed.put("kind", AttributeValue.fromS("RECHARGED"));
    put(changed);
    assertNamed(2, "malformed");
    changed.put("kind", AttributeValue.fromN("7"));
    put(changed);
    assertNamed(2, "malformed");
    put(old);
    assertWhole();
  }

  @Test
  void an_entry_of_no_account_is_named() {
    recharge(victim, 1, WRITTEN);
    Map<String, AttributeValue> stray = new HashMap<>(stored(1));
    stray.put("PK", AttributeValue.fromS("PURSE#x y"));
    put(stray);

    audit(1);

    Fault fault = newest().counts().firstFaults().getFirst();
    assertEquals("PURSE#x%20y", fault.account());
    assertEquals("unknown_account", fault.code());
    aws.dynamoDb()
        .deleteItem(
            delete ->
                delete
                    .tableName(aws.tableName())
                    .key(Map.of("PK", stray.get("PK"), "SK", stray.get("SK"))));
  }

  @Test
  void entries_that_are_cut_off_show_against_the_digest_before() {
    recharge(victim, 6, WRITTEN);
    audit(1);
    List<Map<String, AttributeValue>> cut =
        LongStream.of(5, 6).mapToObj(this::takeAway).flatMap(List::stream).toList();

    assertNamed(5, "cut_off");

    cut.forEach(this::put);
    assertWhole();
  }

  @Test
  void an_account_that_is_gone_shows_against_the_digest_before() {
    recharge(victim, 1, WRITTEN);
    audit(1);
    List<Map<String, AttributeValue>> old = takeAway(1);

    assertNamed(1, "cut_off");

    old.forEach(this::put);
    assertWhole();
  }

  @Test
  void a_chain_that_is_rewritten_whole_shows_against_the_digest_before() {
    recharge(victim, 6, WRITTEN);
    audit(1);
    List<Map<String, AttributeValue>> old = takeAwayAll(6);
    recharge(victim, 6, WRITTEN.plusSeconds(1));

    assertNamed(6, "rewritten");

    takeAwayAll(6);
    old.forEach(this::put);
    audit(1);
  }

  @Test
  void a_digest_that_was_altered_is_named() {
    audit(1);
    String name = Manifest.name(newest().asOf());
    byte[] manifest = newest().bytes();
    digests.put(name, new String(manifest, UTF_8).replace("entries ", "entries 1").getBytes(UTF_8));

    audit(1);

    assertEquals(
        List.of(new Fault(name, 0, "digest_altered", "its signature is not that of its bytes")),
        newest().counts().firstFaults());
    digests.put(name, manifest);

    Manifest next = newest();
    String part = Manifest.partName(next.asOf(), next.parts().getFirst().sha256());
    byte[] lines = digests.get(part);
    digests.put(part, "WALLET#nobody 1 00\n".getBytes(UTF_8));

    audit(1);

    assertEquals(
        List.of(new Fault(part, 0, "digest_altered", "its SHA-256 is another")),
        newest().counts().firstFaults());
    digests.put(part, lines);
    audit(1);
    assertEquals(0, newest().counts().faults());
  }

  @Test
  void a_record_that_was_altered_is_named_by_its_entry() {
    recharge(victim, 3, WRITTEN);
    Map<String, AttributeValue> record = record(2);
    Map<String, AttributeValue> changed = new HashMap<>(record);
    changed.put("coins", AttributeValue.fromN("1000000"));
    put(changed);

    assertNamed(2, "record_altered");

    put(record);
    assertWhole();
  }

  @Test
  void a_record_that_is_gone_is_named_by_its_entry() {
    recharge(victim, 3, WRITTEN);
    Map<String, AttributeValue> record = record(3);
    aws.dynamoDb().deleteItem(delete -> delete.tableName(aws.tableName()).key(keyOf(record)));

    // That its payment is booked is still said, and by nothing else.
    assertNamed(3, "record_missing", 1);

    put(record);
    assertWhole();
  }

  /** The creators' sum says that something is wrong, and repair, which passes by, what. */
  @Test
  void a_converted_gift_that_says_sent_is_named_and_not_sent_again() {
    QueueReader conversions = new QueueReader(aws, "Conversions");
    Gift gift = new Creator().at(WRITTEN).receive(Gifts.sent().roses(7)).getFirst();
    Item converted = Embedded.TABLE.get(gift.key(), true).orElseThrow();
    Map<String, Value> setBack = new HashMap<>(converted.attributes());
    setBack.keySet().removeAll(List.of("conversion", "convertedAt"));
    setBack.put("status", new Value.Text("SENT"));
    Embedded.TABLE.replace(new Item(Map.copyOf(setBack)));
    conversions.takeAll();

    audit(1);

    Map<String, Fault> faults =
        newest().counts().firstFaults().stream()
            .collect(Collectors.toMap(Fault::code, fault -> fault));
    assertEquals(
        Set.of("not_converted", "conversions_differ", "wrong_total"),
        faults.keySet(),
        faults::toString);
    assertEquals(
        new Fault(
            gift.key().partition(),
            0,
            "not_converted",
            gift.key().sort() + " says SENT and is converted"),
        faults.get("not_converted"));
    assertTrue(
        conversions.takeAll().stream().noneMatch(message -> message.body().contains(gift.id())));
    Embedded.TABLE.replace(converted);
    audit(1);
    assertEquals(List.of(), newest().counts().firstFaults());
  }

  private Map<String, AttributeValue> record(long sequence) {
    Map<String, AttributeValue> entry = stored(sequence);
    return aws.dynamoDb()
        .getItem(
            get ->
                get.tableName(aws.tableName())
                    .key(
                        Map.of(
                            "PK", entry.getOrDefault("PK", NOTHING),
                            "SK", entry.getOrDefault("ref", NOTHING))))
        .item();
  }

  private static Map<String, AttributeValue> keyOf(Map<String, AttributeValue> item) {
    return Map.of("PK", item.getOrDefault("PK", NOTHING), "SK", item.getOrDefault("SK", NOTHING));
  }

  @Test
  void what_is_written_after_midnight_is_verified_but_not_counted() {
    recharge(victim, 2, WRITTEN);
    audit(1);
    Counts before = newest().counts();

    recharge(victim, 2, today.plusSeconds(86_400));
    recharge(Wallet.BOOK.account("late-" + UUID.randomUUID()), 2, today.plusSeconds(86_400));
    audit(1);

    assertEquals(before.entries(), newest().counts().entries());
    assertEquals(before.accounts(), newest().counts().accounts());
    assertEquals(before.balances(), newest().counts().balances());
    assertTrue(heads(newest()).contains(NotedHead.of(entry(2))));
  }

  @Test
  void an_audit_by_hand_is_as_of_when_it_is_asked_for_and_the_next_signs_anew() {
    recharge(victim, 2, WRITTEN);
    Instant first = Instant.now().minusSeconds(1).truncatedTo(ChronoUnit.MILLIS);
    Instant second = first.plusMillis(500);

    for (Instant asOf : List.of(first, second)) {
      assertEquals(ALL_WELL, deliver("{\"asOf\":\"" + asOf + "\"}"));
      drain(1);
    }

    assertEquals(first, manifest(Manifest.name(first)).asOf());
    Manifest again = manifest(Manifest.name(second));
    assertEquals(second, again.asOf());
    assertEquals(Optional.of(first), again.previous().map(Manifest.Previous::instant));
    assertTrue(heads(again).contains(NotedHead.of(entry(2))));
  }

  @Test
  void nothing_is_signed_as_of_what_is_not_over() {
    Instant later = Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.MILLIS);

    assertEquals(List.of("m"), deliver("{\"asOf\":\"" + later + "\"}"));

    drain(1);
    assertFalse(digests.containsKey(Manifest.name(later)));
  }

  private void assertNamed(long sequence, String code) {
    assertNamed(sequence, code, 0);
  }

  /**
   * @param differing how many sums of what stands in two partitions differ besides
   */
  private void assertNamed(long sequence, String code, long differing) {
    audit(1);
    Counts counts = newest().counts();
    assertEquals(1 + differing, counts.faults(), counts::toString);
    assertEquals(
        differing,
        counts.firstFaults().stream()
            .filter(fault -> fault.code().equals(Fault.CONVERSIONS_DIFFER))
            .count());
    Fault fault = counts.firstFaults().getFirst();
    assertEquals(victim.partitionKey(), fault.account());
    assertEquals(sequence, fault.sequence(), fault::toString);
    assertEquals(code, fault.code(), fault::toString);
  }

  private void assertWhole() {
    audit(1);
    assertEquals(List.of(), newest().counts().firstFaults());
    assertTrue(heads(newest()).contains(NotedHead.of(entry(newestSequence()))));
  }

  /** Audits one more day; how many messages that took. */
  private static int audit(int deliveries) {
    for (int times = 0; times < deliveries; times++) {
      assertEquals(ALL_WELL, deliver("{\"scheduledTime\":\"" + today + "\"}"));
    }
    today = today.plus(1, ChronoUnit.DAYS);
    return drain(deliveries);
  }

  /** Does what is in the queue; how many messages that took. */
  private static int drain(int deliveries) {
    String url = aws.queueUrl("Queue");
    for (int steps = 0; steps < 1_000; steps++) {
      List<Message> received =
          aws.sqs()
              .receiveMessage(receive -> receive.queueUrl(url).maxNumberOfMessages(1))
              .messages();
      if (received.isEmpty()) return steps;
      Message message = received.getFirst();
      for (int times = 0; times < deliveries; times++) {
        assertEquals(ALL_WELL, deliver(message.body()));
      }
      aws.sqs()
          .deleteMessage(delete -> delete.queueUrl(url).receiptHandle(message.receiptHandle()));
    }
    throw new AssertionError("the audit does not end");
  }

  /** With so little time that every invocation does one step only. */
  private static List<String> deliver(String body) {
    return new EventSource(handler).deliver(QueueMessage.of("m", body).in("g"));
  }

  private static Manifest newest() {
    return manifest(DigestReader.newest(new MapStore(digests)).orElseThrow());
  }

  private static Manifest manifest(String name) {
    var read = new DigestReader(new MapStore(digests), key.publicKey()).manifest(name);
    return assertInstanceOf(DigestReader.Read.Whole.class, read).manifest();
  }

  private static List<NotedHead> heads(Manifest manifest) {
    List<NotedHead> heads = new ArrayList<>();
    for (Manifest.Part part : manifest.parts()) {
      assertEquals(
          Optional.empty(),
          DigestReader.part(new MapStore(digests), manifest, part, heads::addAll));
    }
    return heads;
  }

  private record MapStore(NavigableMap<String, byte[]> objects) implements DigestSource {
    @Override
    public Optional<byte[]> get(String name) {
      return Optional.ofNullable(objects.get(name));
    }

    @Override
    public List<String> names(String prefix) {
      return objects.tailMap(prefix).keySet().stream()
          .filter(name -> name.startsWith(prefix))
          .toList();
    }
  }

  private static String sha256(byte[] bytes) {
    return io.giftledger.ledger.Hash.of(bytes).hex();
  }

  /** Adds entries. */
  private static void recharge(Account<Wallet> wallet, int entries, Instant at) {
    Ledger ledger = new Ledger(Embedded.TABLE, () -> at, (lost, attempt) -> true, Format.CURRENT);
    for (int entry = 0; entry < entries; entry++) {
      Recharge recharge =
          Recharges.opened().by(wallet.owner()).coins(100).price(129, "USD").build();
      Embedded.TABLE.replace(Stored.record(recharge).build());
      ledger.append(wallet, new Recharged(recharge, "payment-" + recharge.id())::movement);
    }
  }

  /** Deletes entries, their records and that those are booked, and tells what they were. */
  private List<Map<String, AttributeValue>> takeAwayAll(long newest) {
    return LongStream.rangeClosed(1, newest)
        .mapToObj(this::takeAway)
        .flatMap(List::stream)
        .toList();
  }

  private List<Map<String, AttributeValue>> takeAway(long sequence) {
    Map<String, AttributeValue> record = record(sequence);
    List<Map<String, AttributeValue>> all =
        List.of(stored(sequence), record, mark(Attributes.item(record)));
    for (Map<String, AttributeValue> item : all) {
      aws.dynamoDb().deleteItem(delete -> delete.tableName(aws.tableName()).key(keyOf(item)));
    }
    return all;
  }

  /** That the payment of a recharge is booked. */
  private static Map<String, AttributeValue> mark(Item recharge) {
    String booked = "BOOKED#" + recharge.text("provider") + "#" + recharge.text("paymentId");
    Map<String, AttributeValue> key =
        Map.of("PK", AttributeValue.fromS(booked), "SK", AttributeValue.fromS("PAYMENT"));
    return aws.dynamoDb().getItem(get -> get.tableName(aws.tableName()).key(key)).item();
  }

  private Entry<Wallet> entry(long sequence) {
    return new Entry<>(victim, Attributes.item(stored(sequence)));
  }

  private long newestSequence() {
    return Embedded.LEDGER.head(victim, true).sequence();
  }

  private Map<String, AttributeValue> key(long sequence) {
    return Map.of(
        "PK", AttributeValue.fromS(victim.partitionKey()),
        "SK", AttributeValue.fromS(Entry.sortKey(sequence)));
  }

  private Map<String, AttributeValue> stored(long sequence) {
    return aws.dynamoDb().getItem(get -> get.tableName(aws.tableName()).key(key(sequence))).item();
  }

  private void put(Map<String, AttributeValue> item) {
    aws.dynamoDb().putItem(put -> put.tableName(aws.tableName()).item(item));
  }

  private void delete(long sequence) {
    aws.dynamoDb().deleteItem(delete -> delete.tableName(aws.tableName()).key(key(sequence)));
  }

  /** How many entries there are that are not of the days to come. */
  private static long count() {
    return aws.dynamoDb().scanPaginator(scan -> scan.tableName(aws.tableName())).items().stream()
        .map(Attributes::item)
        .filter(item -> item.key().sort().startsWith("ENTRY#"))
        .filter(item -> Instant.parse(item.text("at")).isBefore(today.minus(1, ChronoUnit.DAYS)))
        .count();
  }
}
