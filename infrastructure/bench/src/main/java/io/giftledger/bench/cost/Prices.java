package io.giftledger.bench.cost;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** AWS's list prices in US dollars, and what is assumed of its latencies: one data file. */
public final class Prices {

  private static final double SECONDS_PER_HOUR = 3_600;

  private final JsonNode file;

  private Prices(JsonNode file) {
    this.file = file;
  }

  /**
   * Reads {@code prices.json}.
   *
   * @throws IOException if it is no JSON
   */
  public static Prices read() throws IOException {
    try (InputStream json =
        Objects.requireNonNull(Prices.class.getResourceAsStream("prices.json"), "prices.json")) {
      return new Prices(new ObjectMapper().readTree(json));
    }
  }

  /** Where the prices are from, and of when. */
  public String source() {
    return file.path("source").asText();
  }

  /**
   * A million of something, in dollars.
   *
   * @throws IllegalArgumentException if it has no price
   */
  public double perMillion(String what) {
    return number(file.path("per_million").path(what), what);
  }

  /** A million times these units on demand, in dollars. */
  double onDemandPerMillion(Units units) {
    return units.read() * perMillion("dynamodb_read_unit")
        + units.write() * perMillion("dynamodb_write_unit");
  }

  /** A million times these units of provisioned capacity at a steady load, in dollars. */
  double provisionedPerMillion(Units units) {
    JsonNode provisioned = file.path("provisioned");
    double anHour =
        units.read() * number(provisioned.path("dynamodb_read_unit_hour"), "capacity to read")
            + units.write()
                * number(provisioned.path("dynamodb_write_unit_hour"), "capacity to write");
    return anHour * 1_000_000 / SECONDS_PER_HOUR / number(provisioned.path("used"), "use");
  }

  /** A million invocations' time, in dollars. */
  public double lambdaPerMillion(double milliseconds, int megabytes) {
    double gigabyteSeconds = milliseconds / 1000 * megabytes / 1024;
    return gigabyteSeconds * 1_000_000 * number(file.path("lambda_gb_second_arm64"), "Lambda time");
  }

  /** A gigabyte that leaves AWS, in dollars. */
  public double internetGigabyte() {
    return number(file.path("internet_gb"), "traffic");
  }

  /** A gigabyte of the table for a month, in dollars. */
  public double storageMonth() {
    return number(file.path("dynamodb_gb_month"), "storage");
  }

  /** How long a call is assumed to take on AWS. */
  public double milliseconds(String operation, int items) {
    JsonNode assumed = file.path("assumed_milliseconds");
    double further =
        items > 1 ? (items - 1) * assumed.path(operation + " per further item").asDouble() : 0;
    return number(assumed.path(operation), operation) + further;
  }

  private static double number(JsonNode value, String what) {
    if (!value.isNumber()) throw new IllegalArgumentException("no figure for " + what);
    return value.asDouble();
  }
}
