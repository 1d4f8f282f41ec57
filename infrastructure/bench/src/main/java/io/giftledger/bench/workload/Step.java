package io.giftledger.bench.workload;

import java.util.List;

/**
 * One invocation of a function.
 *
 * @param title what it is for
 * @param function the function's logical id in the template
 * @param parts how many gifts, payments or requests it works on
 * @param event what it was given
 * @param reply what it replied
 * @param calls the AWS calls that it made
 * @param answers what the servers answered
 */
public record Step(
    String title,
    String function,
    int parts,
    String event,
    String reply,
    List<Call> calls,
    List<Answer> answers) {}
