package io.beta9.provisioning.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;

/** Describes what a rollback would do. */
public record MigrationRollback(String database, List<RollbackStep> steps) {

  /**
   * One statement of a rollback.
   *
   * @param loss the number of rows or values that it deletes; empty if it deletes none
   */
  public record RollbackStatement(String sql, OptionalLong loss) {}

  /** The reversal of one migration. */
  public record RollbackStep(int id, String description, List<RollbackStatement> statements) {}

  /** Returns the rollback of the latest migrations, with the number of rows that it deletes. */
  public static MigrationRollback of(DataSource dataSource, Migrations migrations, int steps) {
    try (Connection connection = dataSource.getConnection()) {
      Migrations.disableTimeouts(connection);
      TableCatalog catalog = new TableCatalog(connection);
      List<RollbackStep> stepsToRevert = new ArrayList<>();
      List<MigrationUndo.RenamedColumn> renamed = new ArrayList<>();
      for (MigrationUndo undo : migrations.undoParts(steps)) {
        List<RollbackStatement> statements = new ArrayList<>();
        for (String statement : undo.statements()) {
          Optional<String> query = undo.lossQuery(statement, renamed);
          MigrationUndo.renameIn(statement).ifPresent(renamed::add);
          statements.add(
              new RollbackStatement(
                  statement,
                  query.isEmpty()
                      ? OptionalLong.empty()
                      : OptionalLong.of(
                          Long.parseLong(catalog.rows(query.get()).getFirst().getFirst()))));
        }
        stepsToRevert.add(
            new RollbackStep(undo.migration().id(), undo.migration().description(), statements));
      }
      return new MigrationRollback(catalog.database(), stepsToRevert);
    } catch (SQLException e) {
      throw new Migrations.UnreachableException(e);
    }
  }

  /** Returns a description for operators, one line for each migration and statement. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("The rollback reverts in database %s, latest first:".formatted(database));
    for (RollbackStep step : steps) {
      lines.add("  %03d %s".formatted(step.id(), step.description()));
      for (RollbackStatement statement : step.statements()) {
        lines.add(
            "    "
                + statement.sql()
                + (statement.loss().isEmpty()
                    ? ""
                    : statement.sql().startsWith("drop table")
                        ? "  -- deletes %d rows".formatted(statement.loss().getAsLong())
                        : "  -- deletes the value in %d rows"
                            .formatted(statement.loss().getAsLong())));
      }
    }
    return lines;
  }
}
