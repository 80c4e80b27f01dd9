package io.beta9.provisioning.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;
import org.postgresql.core.BaseConnection;

/** Reads and describes the tables of a database through one connection. */
final class TableCatalog {
  /** The table in which MyBatis Migrations records the applied migrations. */
  static final String CHANGELOG = "schema_changelog";

  private final Connection connection;

  TableCatalog(Connection connection) {
    this.connection = connection;
  }

  /** A table and its stored columns, without generated ones. */
  record TableDefinition(String name, List<String> columns) {
    /** Returns the table and its columns in the syntax of COPY. */
    String copyTarget() {
      return quoted(name)
          + " ("
          + String.join(", ", columns.stream().map(TableCatalog::quoted).toList())
          + ")";
    }
  }

  /** Receives the rows of a table. */
  interface RowConsumer {
    void accept(byte[] row) throws SQLException;
  }

  /** Returns all tables except the changelog, each after the tables that it references. */
  List<TableDefinition> tables() throws SQLException {
    Map<String, TableDefinition> found = new LinkedHashMap<>();
    for (List<String> row :
        rows(
            """
            select c.relname, string_agg(a.attname, ',' order by a.attnum)
              from pg_class c join pg_attribute a on a.attrelid = c.oid
             where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
               and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
               and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
             group by c.relname order by c.relname
            """)) {
      found.put(row.get(0), new TableDefinition(row.get(0), Arrays.asList(row.get(1).split(","))));
    }
    Map<String, Set<String>> references = new LinkedHashMap<>();
    for (List<String> row :
        rows(
            """
            select a.relname, b.relname from pg_constraint k
              join pg_class a on a.oid = k.conrelid join pg_class b on b.oid = k.confrelid
             where k.contype = 'f' and a.relnamespace = current_schema()::regnamespace
               and a.oid <> b.oid
            """)) {
      references.computeIfAbsent(row.get(0), name -> new HashSet<>()).add(row.get(1));
    }
    found.remove(CHANGELOG);
    List<TableDefinition> ordered = new ArrayList<>();
    Set<String> placed = new HashSet<>();
    while (ordered.size() < found.size()) {
      int sizeBefore = ordered.size();
      for (TableDefinition table : found.values()) {
        if (!placed.contains(table.name())
            && placed.containsAll(references.getOrDefault(table.name(), Set.of()))) {
          ordered.add(table);
          placed.add(table.name());
        }
      }
      if (ordered.size() == sizeBefore) {
        throw new SQLException("tables with circular references cannot be restored");
      }
    }
    return ordered;
  }

  /** Returns the tables that have triggers of the schema. */
  List<String> tablesWithTriggers() throws SQLException {
    return rows(
            """
            select distinct c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid
             where not t.tgisinternal and c.relnamespace = current_schema()::regnamespace
             order by c.relname
            """)
        .stream()
        .map(List::getFirst)
        .toList();
  }

  /** Returns the ids of the applied migrations; empty if there is no schema. */
  List<Integer> schema() throws SQLException {
    if (rows("select to_regclass('"
            + CHANGELOG
            + "')::text where to_regclass('"
            + CHANGELOG
            + "') is not null")
        .isEmpty()) {
      return List.of();
    }
    return rows("select id::int::text from " + CHANGELOG + " order by id").stream()
        .map(row -> Integer.valueOf(row.getFirst()))
        .toList();
  }

  /** Returns the sequences with their state. */
  List<BackupManifest.Sequence> sequences() throws SQLException {
    List<BackupManifest.Sequence> sequences = new ArrayList<>();
    for (List<String> row :
        rows(
            """
            select relname from pg_class
             where relkind = 'S' and relnamespace = current_schema()::regnamespace order by relname
            """)) {
      String name = row.getFirst();
      List<String> state =
          rows("select last_value::text, is_called::text from " + quoted(name)).getFirst();
      sequences.add(
          new BackupManifest.Sequence(
              name, Long.parseLong(state.get(0)), Boolean.parseBoolean(state.get(1))));
    }
    return sequences;
  }

  String database() throws SQLException {
    return rows("select current_database()::text").getFirst().getFirst();
  }

  long count(String table) throws SQLException {
    return Long.parseLong(
        rows("select count(*)::text from " + quoted(table)).getFirst().getFirst());
  }

  /** Returns whether the table has no rows. */
  boolean isEmpty(String table) throws SQLException {
    return rows("select 1::text from " + quoted(table) + " limit 1").isEmpty();
  }

  /** Passes each row of a table, in the text format of COPY, to the consumer. */
  void read(TableDefinition table, RowConsumer consumer) throws SQLException {
    CopyOut copy = copies().copyOut("copy " + table.copyTarget() + " to stdout");
    try {
      for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
        consumer.accept(row);
      }
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  CopyManager copies() throws SQLException {
    return new CopyManager(connection.unwrap(BaseConnection.class));
  }

  void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  List<List<String>> rows(String sql, String... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet result = statement.executeQuery()) {
        List<List<String>> rows = new ArrayList<>();
        int width = result.getMetaData().getColumnCount();
        while (result.next()) {
          List<String> row = new ArrayList<>();
          for (int i = 1; i <= width; i++) {
            row.add(String.valueOf(result.getString(i)));
          }
          rows.add(row);
        }
        return rows;
      }
    }
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
