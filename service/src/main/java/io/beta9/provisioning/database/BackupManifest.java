package io.beta9.provisioning.database;

import java.time.Instant;
import java.util.List;

/**
 * What a backup holds.
 *
 * @param format how the file is written; another number is not read
 * @param schema the numbers of all scripts that were applied
 */
public record BackupManifest(
    int format,
    Instant createdAt,
    String database,
    List<Integer> schema,
    List<TableContent> tables,
    List<Sequence> sequences) {

  /** The one format there is. */
  static final int FORMAT = 1;

  /**
   * One table.
   *
   * @param checksum the sum of its rows' SHA-256, whatever their order
   */
  public record TableContent(String name, List<String> columns, long rows, String checksum) {}

  /** A sequence, and where it goes on. */
  public record Sequence(String name, long lastValue, boolean called) {}

  /** The number of the newest script. */
  public int newest() {
    return schema.stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  /** The rows of all tables. */
  public long rows() {
    return tables.stream().mapToLong(TableContent::rows).sum();
  }
}
