package io.giftledger.operator;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What is stored of who did something, and why: as the API takes a note, and never nothing. */
final class OneLine implements ITypeConverter<String> {

  private static final Pattern LINE = Pattern.compile("[^\\p{Cc}\\p{Cs}]{1,500}");

  @Override
  public String convert(String text) {
    if (text.isBlank() || !LINE.matcher(text).matches()) {
      throw new TypeConversionException(
          "must be on one line of 1 to 500 characters, not all of them blank");
    }
    return text;
  }
}
