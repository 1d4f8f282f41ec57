package io.giftledger.simulator;

/** What can go wrong in a run. Each run has some of them, at a rate of its own. */
enum Fault {
  /** DynamoDB or SQS refuses a call for now. */
  THROTTLED,
  /** A transaction meets another one on the same item. */
  CONFLICT,
  /** The transaction is still being worked on, says DynamoDB. */
  IN_PROGRESS,
  /** A call never arrives, and times out. */
  REQUEST_LOST,
  /** A call is done, but its answer is lost: it times out. */
  ANSWER_LOST,
  /** A call is done, and answered with an internal error. */
  INTERNAL_ERROR,
  /** A call times out, and is done some time later, when nobody waits for it any more. */
  LATE,
  /** The SDK's own retry: a call is done twice, and the second answer is what the caller sees. */
  RETRIED,
  /** An eventually consistent read tells how things stood a while ago. */
  STALE_READ,
  /** SQS takes some messages of a batch and not the others. */
  PARTIAL_SEND,
  /** The function's process dies before a call. */
  CRASH_BEFORE,
  /** The function's process dies after a call. */
  CRASH_AFTER,
  /** A queue delivers a message again that was handled. */
  DELIVERED_TWICE,
  /** A message's visibility ends while it is worked on: it is delivered to two at once. */
  VISIBILITY_ENDED,
  /** The stream delivers records again that were handled, with other boundaries. */
  STREAM_REWOUND,
  /** Some of the stream's records are never delivered. */
  STREAM_WINDOW_LOST,
  /** The wall clock jumps: by seconds or by days, forth or back. */
  CLOCK_JUMP,
  /** A client does not wait for its answer and asks again. */
  IMPATIENT_CLIENT,
  /** The payout provider takes its time: pending first, answered later. */
  PROVIDER_LATE,
  /** The payout provider's answer is lost, before or after it paid. */
  PROVIDER_SILENT,
  /** The payment provider tells of a decline before it tells that the payment succeeded. */
  DECLINED_FIRST,
  /** The payment provider tells of a payment twice. */
  WEBHOOK_TWICE,
  /** Of some payments a part is paid back or disputed, for good or not, before they are known. */
  PAYMENT_ADJUSTED,
  /** The payout provider says afterwards what does not fit: it came back, failed, or was paid. */
  PAYOUT_CONTRADICTED,
  /** Half of the functions are one release behind: they read one format of entries less. */
  MIXED_VERSIONS,
  /** Newer code, deployed beside this, leaves a state field that this does not know. */
  UNKNOWN_FIELD,
  /** Somebody multiplies what a withdrawal's record says that it pays, and sets it right later. */
  RECORD_ALTERED,
  /** Somebody sets back what a record says of how far it has come, and sets it right later. */
  STATUS_SET_BACK,
  /** Somebody puts a version of the policy into the table by hand that is none. */
  POLICY_WRONG,
  /** The payment provider tells of a payment, or of what became of one, as if it were another's. */
  PAYMENT_ELSEWHERE
}
