package io.beta9.provisioning.database;

import java.time.Instant;
import java.util.List;

/**
 * The table of contents of a backup.
 *
 * @param format the version of the file format; only {@link #FORMAT} can be read
 * @param schema the ids of all migrations that were applied, ascending
 */
public record BackupManifest(
    int format,
    Instant createdAt,
    String database,
    List<Integer> schema,
    List<TableContent> tables,
    List<Sequence> sequences) {

  /** The only version of the file format. */
  static final int FORMAT = 1;

  /**
   * The rows of one table.
   *
   * @param checksum the sum of the SHA-256 of its rows, independent of their order
   */
  public record TableContent(String name, List<String> columns, long rows, String checksum) {}

  /** The state of a sequence, as in {@code setval}. */
  public record Sequence(String name, long lastValue, boolean called) {}

  /** Returns the id of the latest migration; 0 if there is none. */
  public int latestMigration() {
    return schema.stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  /** Returns the number of rows of all tables. */
  public long rows() {
    return tables.stream().mapToLong(TableContent::rows).sum();
  }
}
