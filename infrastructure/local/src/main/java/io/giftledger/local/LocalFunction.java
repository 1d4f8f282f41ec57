package io.giftledger.local;

import io.giftledger.template.FunctionDefinition;

/** A function of the template that can be invoked. Several invocations may run at a time. */
interface LocalFunction extends AutoCloseable {
  FunctionDefinition definition();

  /**
   * @param event the event, JSON
   * @return the function's reply, JSON
   * @throws FunctionFault if the function failed or took longer than its timeout
   */
  byte[] invoke(byte[] event) throws FunctionFault, InterruptedException;

  @Override
  void close();
}
