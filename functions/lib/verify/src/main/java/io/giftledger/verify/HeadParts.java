package io.giftledger.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.giftledger.ledger.Hash;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the parts of a digest, of bounded size. A part is named by its content, so that what is
 * written twice is the same, and what is written by two who read a moment apart stays apart.
 */
public final class HeadParts {

  private static final int LINES_MAX = 20_000;

  private final DigestStore store;
  private final Instant asOf;
  private final List<Manifest.Part> parts;
  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
  private int count;

  /**
   * @param store where the parts are kept
   * @param asOf the digest's instant
   * @param written the parts that are written already
   */
  public HeadParts(DigestStore store, Instant asOf, List<Manifest.Part> written) {
    this.store = store;
    this.asOf = asOf;
    this.parts = new ArrayList<>(written);
  }

  /** Adds the newest entry of an account. */
  public void add(NotedHead head) {
    lines.writeBytes((head.line() + "\n").getBytes(UTF_8));
    if (++count == LINES_MAX) flush();
  }

  /** Writes what is not written yet; all parts so far. */
  public List<Manifest.Part> finish() {
    if (count > 0) flush();
    return List.copyOf(parts);
  }

  private void flush() {
    byte[] bytes = lines.toByteArray();
    String sha256 = Hash.of(bytes).hex();
    store.putNew(Manifest.partName(asOf, sha256), bytes);
    parts.add(new Manifest.Part(sha256, count));
    lines.reset();
    count = 0;
  }
}
