package io.giftledger.recognise;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Ticker;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.AccountBrokenException;
import io.giftledger.ledger.AccountNotUnderstoodException;
import io.giftledger.ledger.Ledger;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.crac.Context;
import org.crac.Resource;

/** What is shown of viewers besides their gifts, as it was at most 30 s ago. */
@Singleton
final class Audience implements Resource {

  private static final Duration AGE_MAX = Duration.ofSeconds(30);
  private static final int MEMBERS_MAX = 10_000;

  private final Ledger ledger;
  private final LoadingCache<String, Member> recent;

  Audience(Ledger ledger, Ticker age) {
    this.ledger = ledger;
    this.recent =
        Caffeine.newBuilder()
            .expireAfterWrite(AGE_MAX)
            .ticker(age)
            .maximumSize(MEMBERS_MAX)
            .build(this::read);
  }

  /**
   * A viewer.
   *
   * @param owes whether they have spent coins whose payment was taken back
   * @param displayName what the platform calls them, if it said
   * @param level their level by all that they ever spent, if there are levels
   */
  record Member(boolean owes, Optional<String> displayName, Optional<Integer> level) {}

  /** A viewer who gave something. */
  Member member(String viewer) {
    return recent.get(viewer);
  }

  private Member read(String viewer) {
    try {
      Wallet wallet = ledger.head(Wallet.BOOK.account(viewer), false).state();
      return new Member(wallet.debt() > 0, Optional.empty(), Optional.empty());
    } catch (AccountBrokenException | AccountNotUnderstoodException unknown) {
      // Of one wallet nothing is known; that is no reason to show nobody.
      return new Member(true, Optional.empty(), Optional.empty());
    }
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> snapshot) {}

  /** What was so when a snapshot was taken may be otherwise by now. */
  @Override
  public void afterRestore(Context<? extends Resource> snapshot) {
    recent.invalidateAll();
  }
}
