package io.giftledger.bench.workload;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/** Notes the calls that a client answers. */
final class CallRecorder implements ExecutionInterceptor {

  private final List<Call> calls = new ArrayList<>();
  private boolean stopped;

  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    if (stopped) return;
    calls.add(
        new Call(
            attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME),
            context.request(),
            context.response()));
  }

  /** Notes no more. */
  void stop() {
    stopped = true;
  }

  /** The calls since this was last asked. */
  List<Call> take() {
    List<Call> taken = List.copyOf(calls);
    calls.clear();
    return taken;
  }
}
