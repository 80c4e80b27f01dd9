package io.beta9.provisioning.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.testing.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables that docs/growth.md describes. */
class GrowthDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/growth.md");

  @Test
  void the_document_names_every_table() throws IOException {
    String document = Files.readString(DOCUMENT);
    List<String> tables;
    try (HikariDataSource database = Servers.migratedDatabase()) {
      tables =
          JdbcClient.create(database)
              .sql("select tablename from pg_tables where schemaname = current_schema()")
              .query(String.class)
              .list();
    }

    assertThat(tables).hasSizeGreaterThan(20);
    assertThat(tables).allSatisfy(table -> assertThat(document).contains('`' + table + '`'));
  }

  @Test
  void the_document_has_a_row_for_each_table_with_a_retention() throws IOException {
    List<String> rows =
        Files.readAllLines(DOCUMENT).stream()
            .filter(line -> line.matches("\\| `\\w+` \\| `\\w+_RETENTION`.*"))
            .map(line -> line.replaceAll("^\\| `(\\w+)`.*", "$1"))
            .toList();

    assertThat(rows)
        .containsExactlyInAnyOrderElementsOf(
            RetainedTables.of(Settings.from(Map.of()).retention()).stream()
                .map(RetainedTable::table)
                .toList());
  }
}
