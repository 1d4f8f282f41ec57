package io.giftledger.recognise;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Ticker;
import io.giftledger.dynamodb.Viewers;
import io.giftledger.economy.policy.Thresholds;
import io.giftledger.economy.viewer.ViewerProfile;
import io.giftledger.economy.wallet.Wallet;
import io.giftledger.ledger.AccountBrokenException;
import io.giftledger.ledger.AccountNotUnderstoodException;
import io.giftledger.ledger.Ledger;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.crac.Context;
import org.crac.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is shown of viewers besides their gifts, as it was at most 30 s ago. */
@Singleton
final class Audience implements Resource {

  private static final Logger LOG = LoggerFactory.getLogger(Audience.class);

  private static final Duration AGE_MAX = Duration.ofSeconds(30);
  private static final int MEMBERS_MAX = 10_000;

  private final Ledger ledger;
  private final Viewers viewers;
  private final LoadingCache<String, Member> recent;

  Audience(Ledger ledger, Viewers viewers, Ticker age) {
    this.ledger = ledger;
    this.viewers = viewers;
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
   * @param everSpent the coins that they spent in all their life
   */
  record Member(boolean owes, Optional<String> displayName, long everSpent) {

    /** Their level, from 1, if they have reached one. */
    Optional<Integer> level(Thresholds levels) {
      return Optional.of(levels.reached(everSpent)).filter(level -> level > 0);
    }
  }

  /** A viewer who gave something. */
  Member member(String viewer) {
    return recent.get(viewer);
  }

  private Member read(String viewer) {
    Optional<String> name = viewers.recent(viewer).flatMap(ViewerProfile::displayName);
    try {
      Wallet wallet = ledger.head(Wallet.BOOK.account(viewer), false).state();
      return new Member(wallet.debt() > 0, name, wallet.lifetimeCoins());
    } catch (AccountBrokenException | AccountNotUnderstoodException unknown) {
      // Of one wallet nothing is known; that is no reason to show nobody.
      LOG.atWarn().addKeyValue("viewer", viewer).setCause(unknown).log("wallet not read");
      return new Member(true, name, 0);
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
