package io.giftledger.operator;

import io.giftledger.dynamodb.Acts;
import io.giftledger.ledger.Backoff;
import io.giftledger.ledger.Format;
import io.giftledger.ledger.Ledger;
import io.giftledger.ledger.table.Table;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** AWS as the SDK's standard environment describes it. */
final class Aws {

  private Aws() {}

  /** The table's service; a page of 1 MB may take its time. */
  static DynamoDbClient dynamoDb() {
    return DynamoDbClient.builder().httpClientBuilder(http()).build();
  }

  /** Where digests are. */
  static S3Client s3() {
    return S3Client.builder().httpClientBuilder(http()).build();
  }

  /** Who knows the key that signs them. */
  static KmsClient kms() {
    return KmsClient.builder().httpClientBuilder(http()).build();
  }

  /** Where it is listed who did what. */
  static Acts acts(Table table) {
    return new Acts(ledger(table), table);
  }

  /** The ledger in a table. */
  static Ledger ledger(Table table) {
    return new Ledger(table, InstantSource.system(), Aws::pause, Format.CURRENT);
  }

  /** Waits longer with each try, and never as long as another thread. */
  static boolean pause(Backoff.Lost lost, int attempt) {
    long bound = TimeUnit.MILLISECONDS.toNanos(50L << Math.min(attempt, 8));
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(bound));
    return true;
  }

  /** The queues' service. */
  static SqsClient sqs() {
    return SqsClient.builder().httpClientBuilder(http()).build();
  }

  private static UrlConnectionHttpClient.Builder http() {
    return UrlConnectionHttpClient.builder()
        .connectionTimeout(Duration.ofSeconds(5))
        .socketTimeout(Duration.ofSeconds(60));
  }
}
