package io.giftledger.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.giftledger.economy.Credited;
import io.giftledger.economy.Said;
import io.giftledger.ledger.Hash;
import io.giftledger.ledger.table.Value;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The secret of one audit, with which what is said is digested before it is added up. Nobody who
 * does not know it can make two sides differ so that their sums do not; who knows it could.
 *
 * @param hex 64 hexadecimal digits
 */
public record SumKey(String hex) {

  private static final int BYTES = 32;
  private static final BigInteger MODULUS = BigInteger.TWO.pow(8 * BYTES);

  /** A new one. */
  public static SumKey random() {
    byte[] key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    return new SumKey(HexFormat.of().formatHex(key));
  }

  /** The sum of two digests or sums. */
  static BigInteger add(BigInteger one, BigInteger other) {
    return one.add(other).mod(MODULUS);
  }

  /** What is left of a sum when a digest is taken away. */
  static BigInteger subtract(BigInteger sum, BigInteger digest) {
    return sum.subtract(digest).mod(MODULUS);
  }

  BigInteger digest(Said said) {
    StringBuilder text = new StringBuilder(512);
    append(text, said.record());
    append(text, said.kind().label());
    append(text, Long.toString(said.sequence()));
    append(text, said.at().toString());
    append(text, Long.toString(said.policyVersion()));
    for (Map.Entry<String, Value> figure : new TreeMap<>(said.figures().attributes()).entrySet()) {
      append(text, figure.getKey());
      append(text, figure.getValue().toString());
    }
    return digest(text.toString());
  }

  BigInteger digest(Credited credited) {
    return digest(credited.toString());
  }

  BigInteger digest(String text) {
    return new BigInteger(1, Hash.of(hex.getBytes(UTF_8), text.getBytes(UTF_8)).bytes());
  }

  private static void append(StringBuilder text, String value) {
    text.append(value.length()).append(':').append(value);
  }
}
