package io.giftledger.dynamodb;

import io.giftledger.economy.viewer.ViewerProfile;
import io.giftledger.ledger.table.Table;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The platform's viewers, as the table tells. What is wrong with a profile is told in the log. */
@Singleton
public final class Viewers {

  private static final Logger LOG = LoggerFactory.getLogger(Viewers.class);

  private final Table table;

  /**
   * @param table where profiles live
   */
  public Viewers(Table table) {
    this.table = table;
  }

  /** A viewer's profile as it was a moment ago, if the platform has told of them. */
  public Optional<ViewerProfile> profile(String viewer) {
    return read(viewer, false);
  }

  /** A viewer's profile as it is now, if the platform has told of them. */
  public Optional<ViewerProfile> current(String viewer) {
    return read(viewer, true);
  }

  private Optional<ViewerProfile> read(String viewer, boolean consistent) {
    Optional<ViewerProfile> read =
        table.get(ViewerProfile.key(viewer), consistent).map(ViewerProfile::of);
    read.filter(profile -> !profile.faults().isEmpty())
        .ifPresent(
            profile ->
                LOG.atError()
                    .addKeyValue("partition", ViewerProfile.key(viewer).partition())
                    .addKeyValue("attributes", profile.faults())
                    .log("viewer item invalid"));
    return read;
  }

  /** Stores a profile in place of the one that there is. */
  public void store(ViewerProfile profile) {
    table.replace(profile.item());
  }
}
