package io.giftledger.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.giftledger.ledger.Hash;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads digests, and believes nothing that is not signed. */
public final class DigestReader {

  /** How many entries are asked of the table at once. */
  private static final int HEADS_MAX = 100;

  private final DigestSource source;
  private final PublicKey key;

  /**
   * @param source where the digests are
   * @param key whose signature counts: of the curve P-256
   */
  public DigestReader(DigestSource source, PublicKey key) {
    this.source = source;
    this.key = key;
  }

  /** A manifest that was read. */
  public sealed interface Read {

    /**
     * It is as it was signed.
     *
     * @param sha256 of its bytes
     */
    record Whole(Manifest manifest, String sha256) implements Read {}

    /**
     * It is not.
     *
     * @param sha256 of its bytes as they are
     */
    record Altered(Fault fault, String sha256) implements Read {}
  }

  /** The name of the newest manifest before another one; empty if that is the first. */
  public static Optional<String> newestBefore(DigestSource source, String manifestName) {
    return source.names(Manifest.PREFIX).stream()
        .filter(Manifest::isName)
        .filter(name -> name.compareTo(manifestName) < 0)
        .reduce((_, last) -> last);
  }

  /** The name of the newest manifest; empty if there is none. */
  public static Optional<String> newest(DigestSource source) {
    return newestBefore(source, Manifest.PREFIX + "~");
  }

  /** Reads a manifest and verifies its signature. */
  public Read manifest(String name) {
    byte[] bytes = source.get(name).orElse(new byte[0]);
    String sha256 = Hash.of(bytes).hex();
    Optional<byte[]> signature = source.get(Manifest.signatureName(name));
    if (bytes.length == 0) return altered(name, sha256, "it is not there");
    if (signature.isEmpty()) return altered(name, sha256, "it has no signature");
    if (!isSigned(bytes, signature.get())) {
      return altered(name, sha256, "its signature is not that of its bytes");
    }
    return new Read.Whole(Manifest.parse(bytes), sha256);
  }

  private static Read altered(String name, String sha256, String words) {
    return new Read.Altered(new Fault(name, 0, Fault.DIGEST_ALTERED, words), sha256);
  }

  private boolean isSigned(byte[] bytes, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance("SHA256withECDSA");
      verifier.initVerify(key);
      verifier.update(bytes);
      return verifier.verify(signature);
    } catch (GeneralSecurityException notOne) {
      return false;
    }
  }

  /**
   * Reads a part, and hands on what it notes, up to 100 accounts at a time.
   *
   * @return why it is not what the manifest names; nothing was handed on then
   */
  public static Optional<Fault> part(
      DigestSource source, Manifest manifest, Manifest.Part part, Consumer<List<NotedHead>> heads) {
    String name = Manifest.partName(manifest.asOf(), part.sha256());
    Optional<byte[]> bytes = source.get(name);
    if (bytes.isEmpty()) {
      return Optional.of(new Fault(name, 0, Fault.DIGEST_ALTERED, "it is not there"));
    }
    if (!Hash.of(bytes.get()).hex().equals(part.sha256())) {
      return Optional.of(new Fault(name, 0, Fault.DIGEST_ALTERED, "its SHA-256 is another"));
    }
    List<String> lines = new String(bytes.get(), UTF_8).lines().toList();
    for (int from = 0; from < lines.size(); from += HEADS_MAX) {
      heads.accept(
          lines.subList(from, Math.min(lines.size(), from + HEADS_MAX)).stream()
              .map(NotedHead::parse)
              .toList());
    }
    return Optional.empty();
  }
}
