package io.beta9.provisioning.terraform.process;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.util.unit.DataSize;

/**
 * Options of the garbage collector of Terraform and its provider, which are Go programs.
 *
 * <p>Both read the provider's schema in every run, which doubles a small heap several times: a
 * quarter of their CPU time is garbage collection. They collect less often here, as long as both
 * heaps stay within the memory of a run. See <a href="https://go.dev/doc/gc-guide#GOGC">GOGC and
 * GOMEMLIMIT</a>.
 */
final class GoGarbageCollection {
  /** Growth of the heap in percent of what is in use after which it is collected. */
  private static final String GROWTH_PERCENT = "400";

  private GoGarbageCollection() {}

  /**
   * Returns an environment in which the options that it lacks are set.
   *
   * @param memory of Terraform together with its provider
   */
  static Map<String, String> defaults(Map<String, String> environment, DataSize memory) {
    Map<String, String> complete = new TreeMap<>(environment);
    complete.putIfAbsent("GOGC", GROWTH_PERCENT);
    // For each of the two processes; a quarter is left for what is not heap.
    complete.putIfAbsent("GOMEMLIMIT", memory.toBytes() * 3 / 8 + "B");
    return complete;
  }
}
