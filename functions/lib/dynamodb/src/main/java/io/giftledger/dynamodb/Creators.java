package io.giftledger.dynamodb;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.giftledger.economy.creator.CreatorProfile;
import io.giftledger.economy.creator.PayoutMethod;
import io.giftledger.ledger.table.Item;
import io.giftledger.ledger.table.Key;
import io.giftledger.ledger.table.Table;
import io.giftledger.ledger.table.TableBusyException;
import io.giftledger.ledger.table.Write;
import io.giftledger.ledger.table.WriteResult;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.crac.Context;
import org.crac.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The platform's creators, as the table tells. What is wrong with an item is told in the log; who
 * needs just that refuses.
 */
@Singleton
public final class Creators implements Resource {

  private static final Logger LOG = LoggerFactory.getLogger(Creators.class);

  private static final Duration AGE_MAX = Duration.ofSeconds(60);
  private static final int PROFILES_MAX = 10_000;

  /** Whoever is not the first to take a place looks again: at most so often. */
  private static final int ADD_TRIES_MAX = 100;

  private final Table table;
  private final Cache<String, CreatorProfile> recent;

  /**
   * @param table where profiles live
   * @param age tells how old what is in memory has become
   */
  public Creators(Table table, Ticker age) {
    this.table = table;
    this.recent =
        Caffeine.newBuilder()
            .expireAfterWrite(AGE_MAX)
            .ticker(age)
            .maximumSize(PROFILES_MAX)
            .build();
  }

  /**
   * A creator's profile as it was at most 60 s ago. An unknown creator, and one whose profile does
   * not decide on gifts, is looked up each time.
   */
  public Optional<CreatorProfile> recent(String creator) {
    CreatorProfile cached = recent.getIfPresent(creator);
    if (cached != null) return Optional.of(cached);
    Optional<CreatorProfile> read = profile(creator, false);
    read.filter(CreatorProfile::isWholeForGifts).ifPresent(profile -> recent.put(creator, profile));
    return read;
  }

  /** A creator's profile as it is now. */
  public Optional<CreatorProfile> current(String creator) {
    return profile(creator, true);
  }

  private Optional<CreatorProfile> profile(String creator, boolean consistent) {
    Key key = CreatorProfile.key(creator);
    Optional<CreatorProfile> read = table.get(key, consistent).map(CreatorProfile::of);
    read.ifPresent(profile -> tell(key, profile.faults()));
    return read;
  }

  /** One of a creator's payout methods as it is now. */
  public Optional<PayoutMethod> payoutMethod(String creator, String id) {
    return table.get(PayoutMethod.key(creator, id), true).flatMap(Creators::present);
  }

  /**
   * A creator's payout methods as they are now, by their ids.
   *
   * @param limit of so many ids at most, those of removed ones among them
   */
  public List<PayoutMethod> payoutMethods(String creator, int limit) {
    return payoutMethodItems(creator, limit).stream()
        .map(Creators::present)
        .flatMap(Optional::stream)
        .sorted(Comparator.comparing(PayoutMethod::id))
        .toList();
  }

  /** The ids that a creator has given to payout methods, those of removed ones among them. */
  private Set<String> payoutMethodIds(String creator, int limit) {
    return payoutMethodItems(creator, limit).stream()
        .map(item -> item.key().id())
        .collect(Collectors.toSet());
  }

  private List<Item> payoutMethodItems(String creator, int limit) {
    return table.newest(
        PayoutMethod.partitionKey(creator),
        PayoutMethod.SORT_KEY_PREFIX,
        limit,
        Optional.empty(),
        true);
  }

  private static Optional<PayoutMethod> present(Item item) {
    if (PayoutMethod.isRemoved(item)) return Optional.empty();
    PayoutMethod method = PayoutMethod.of(item);
    tell(item.key(), method.faults());
    return Optional.of(method);
  }

  private static void tell(Key key, Set<String> faults) {
    if (faults.isEmpty()) return;
    LOG.atError()
        .addKeyValue("partition", key.partition())
        .addKeyValue("sort", key.sort())
        .addKeyValue("attributes", faults)
        .log("creator item invalid");
  }

  /** Stores a profile in place of the one that there is. */
  public void store(CreatorProfile profile) {
    table.replace(profile.item());
  }

  /** Stores a payout method in place of one with the same id. */
  public void store(PayoutMethod method) {
    table.replace(method.item());
  }

  /**
   * Stores a payout method that there is not, under an id of which its creator has a bounded
   * number: those that add some at once take one place after another.
   *
   * @param idsMax how many ids they may give, those of removed ones among them
   * @return whether it is stored; it is not if the id is new and they have given so many
   * @throws TableBusyException if it is not known whether it is: do it again
   */
  public boolean add(PayoutMethod method, int idsMax) {
    for (int tries = 0; tries < ADD_TRIES_MAX; tries++) {
      Set<String> given = payoutMethodIds(method.creator(), idsMax);
      if (given.contains(method.id())) {
        store(method);
        return true;
      }
      if (given.size() >= idsMax) return false;
      List<Write> writes =
          List.of(
              new Write.Insert(method.place(given.size() + 1)), new Write.Insert(method.item()));
      if (table.write(writes) instanceof WriteResult.Applied) return true;
    }
    throw new TableBusyException(
        new IllegalStateException("others add payout methods of " + method.creator()));
  }

  /** Removes a payout method: nothing is left of where it paid to. */
  public void remove(PayoutMethod method, Instant at) {
    table.replace(PayoutMethod.removed(method.creator(), method.id(), at));
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> snapshot) {}

  /** What the platform told before a snapshot was taken may be otherwise by now. */
  @Override
  public void afterRestore(Context<? extends Resource> snapshot) {
    recent.invalidateAll();
  }
}
