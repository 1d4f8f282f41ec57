package io.giftledger.bench.throughput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProcessMemoryTest {

  @Test
  void the_heap_is_the_total_of_the_histogram() throws IOException {
    assertEquals(
        14_680_064,
        ProcessMemory.heapBytes(
            """
            4711:
             num     #instances         #bytes  class name (module)
            -------------------------------------------------------
               1:         71284        5712000  [B (java.base@25)
               2:         12000         288000  com.example.Total
            Total        312345       14680064
            """));
  }

  @Test
  void the_resident_size_is_given_in_kilobytes() throws IOException {
    assertEquals(
        2_048,
        ProcessMemory.residentBytes("VmHWM:\t    9999 kB\nVmRSS:\t       2 kB\nRssAnon:\t 1 kB\n"));
  }

  @Test
  void a_jvm_that_does_not_answer_is_no_figure() {
    assertThrows(
        IOException.class, () -> ProcessMemory.heapBytes("java.io.IOException: No such process"));
  }
}
