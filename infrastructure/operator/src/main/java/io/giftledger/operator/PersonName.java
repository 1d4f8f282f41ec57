package io.giftledger.operator;

import java.text.Normalizer;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;

/**
 * Who somebody says that they are: alike however they write it, so that nobody is two people by a
 * capital letter or a space.
 */
final class PersonName implements ITypeConverter<String> {

  @Override
  public String convert(String text) {
    return of(new OneLine().convert(text));
  }

  /** A name as it is stored and compared. */
  static String of(String text) {
    // What is written large in one letter may be small in two, and be composed differently then.
    String folded =
        Normalizer.normalize(text, Normalizer.Form.NFKC)
            .toUpperCase(Locale.ROOT)
            .toLowerCase(Locale.ROOT);
    return Normalizer.normalize(folded, Normalizer.Form.NFKC).strip().replaceAll("\\s+", " ");
  }
}
