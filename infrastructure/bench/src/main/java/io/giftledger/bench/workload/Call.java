package io.giftledger.bench.workload;

import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;

/**
 * One call that a function made.
 *
 * @param operation the API's name for it, {@code TransactWriteItems}
 * @param request what was asked
 * @param response what was answered
 */
public record Call(String operation, SdkRequest request, SdkResponse response) {}
