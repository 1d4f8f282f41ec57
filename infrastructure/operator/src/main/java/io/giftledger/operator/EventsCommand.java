package io.giftledger.operator;

import picocli.CommandLine.Command;

/** What is about providers' events. */
@Command(
    name = "events",
    description = "What providers told of money and no entry says yet.",
    mixinStandardHelpOptions = true,
    subcommands = ListEventsCommand.class)
final class EventsCommand {}
