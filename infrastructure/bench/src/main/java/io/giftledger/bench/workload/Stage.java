package io.giftledger.bench.workload;

import io.giftledger.emulator.EmbeddedAws;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The tables and queues of the benchmarks that need some, and one evening played on them. */
public final class Stage implements AutoCloseable {

  private @Nullable EmbeddedAws aws;
  private @Nullable Evening evening;

  /** Tables and queues, started when they are first needed. */
  public EmbeddedAws aws() {
    if (aws == null) aws = EmbeddedAws.start(Path.of("template.yaml"), EmbeddedAws.SANDBOX);
    return aws;
  }

  /** The evening, played when it is first needed. */
  public Evening evening() throws IOException {
    if (evening == null) evening = Evening.play(aws());
    return evening;
  }

  @Override
  public void close() throws Exception {
    if (evening != null) evening.close();
    if (aws != null) aws.close();
  }
}
