package io.giftledger.dynamodb;

import jakarta.inject.Singleton;
import java.util.Set;
import org.crac.Resource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Watches what a function does at the table between the moment at which a snapshot is prepared and
 * that at which a copy of it wakes: it reads only, and keeps no connection open, which would be
 * dead in every copy.
 */
@Singleton
final class SnapshotGuard implements ExecutionInterceptor, Resource {

  private static final Set<String> READS = Set.of("GetItem", "BatchGetItem", "Query");

  private volatile boolean preparing;

  @Override
  public void beforeCheckpoint(org.crac.Context<? extends Resource> snapshot) {
    preparing = true;
  }

  @Override
  public void afterRestore(org.crac.Context<? extends Resource> snapshot) {
    preparing = false;
  }

  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
    if (preparing && !READS.contains(operation)) {
      throw SdkClientException.create(operation + " while a snapshot is prepared");
    }
  }

  @Override
  public SdkHttpRequest modifyHttpRequest(
      Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
    return preparing
        ? context.httpRequest().toBuilder().putHeader("Connection", "close").build()
        : context.httpRequest();
  }
}
