package io.giftledger.emulator;

import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.dynamodb.services.exceptions.DynamoDBLocalServiceException;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;

/**
 * DynamoDB Local on a file, with transactions that are in the file when they are answered. By
 * itself it answers a transaction while the commit still waits in its database's queue of jobs, so
 * that a killed process can lose what was acknowledged. The queue is worked off in order: a read
 * behind the commit comes back after it.
 */
final class DurableDynamoDb extends LocalDynamoDBRequestHandler {

  DurableDynamoDb(String folder) throws DynamoDBLocalServiceException {
    super(0, false, folder, true, false);
  }

  @Override
  public TransactWriteItemsResponse transactWriteItems(
      String accessKey, String region, TransactWriteItemsRequest request) {
    TransactWriteItemsResponse response = super.transactWriteItems(accessKey, region, request);
    scan(
        accessKey,
        region,
        ScanRequest.builder()
            .tableName(tableName(request.transactItems().getFirst()))
            .limit(1)
            .build());
    return response;
  }

  private static String tableName(TransactWriteItem item) {
    if (item.put() != null) return item.put().tableName();
    if (item.update() != null) return item.update().tableName();
    if (item.delete() != null) return item.delete().tableName();
    return item.conditionCheck().tableName();
  }
}
