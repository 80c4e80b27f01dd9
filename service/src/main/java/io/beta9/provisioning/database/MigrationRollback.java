package io.beta9.provisioning.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** What a rollback would do, told before it is done. */
public record MigrationRollback(String database, List<RollbackStep> steps) {

  /** One statement, and how many rows or values are lost by it; -1 where it drops nothing. */
  public record Loss(String statement, long lost) {}

  /** One script that is taken back. */
  public record RollbackStep(int id, String description, List<Loss> losses) {}

  /** Looks at the newest scripts, and at what the tables hold that they made. */
  public static MigrationRollback of(DataSource dataSource, Migrations migrations, int steps) {
    try (Connection connection = dataSource.getConnection()) {
      Migrations.patient(connection);
      TableCatalog catalog = new TableCatalog(connection);
      List<RollbackStep> told = new ArrayList<>();
      List<MigrationUndo.RenamedColumn> renamed = new ArrayList<>();
      for (MigrationUndo way : migrations.waysDown(steps)) {
        List<Loss> losses = new ArrayList<>();
        for (String statement : way.statements()) {
          Optional<String> count = way.countOf(statement, renamed);
          MigrationUndo.renameIn(statement).ifPresent(renamed::add);
          losses.add(
              new Loss(
                  statement,
                  count.isEmpty()
                      ? -1
                      : Long.parseLong(catalog.rows(count.get()).getFirst().getFirst())));
        }
        told.add(new RollbackStep(way.script().id(), way.script().description(), losses));
      }
      return new MigrationRollback(catalog.database(), told);
    } catch (SQLException e) {
      throw new Migrations.UnreachableException(e);
    }
  }

  /** In words, one line each. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("In database %s this takes back, newest first:".formatted(database));
    for (RollbackStep step : steps) {
      lines.add("  %03d %s".formatted(step.id(), step.description()));
      for (Loss loss : step.losses()) {
        lines.add(
            "    "
                + loss.statement()
                + (loss.lost() < 0
                    ? ""
                    : loss.statement().startsWith("drop table")
                        ? "  -- loses %d rows".formatted(loss.lost())
                        : "  -- loses the value in %d rows".formatted(loss.lost())));
      }
    }
    return lines;
  }
}
