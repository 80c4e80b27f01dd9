package io.beta9.provisioning.cli.terminal;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table with a heading. Each column is as wide as its widest cell. */
public final class Table {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... heading) {
    rows.add(List.of(heading));
  }

  /**
   * Adds a row.
   *
   * @param cells a null cell is printed as empty
   * @throws IllegalArgumentException if the number of cells differs from the heading's
   */
  public void row(@Nullable String... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException("a row must have as many cells as the heading");
    }
    List<String> row = new ArrayList<>();
    for (String cell : cells) {
      row.add(cell == null ? "" : cell);
    }
    rows.add(row);
  }

  public void print(PrintStream out) {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(i == 0 ? "" : GAP).append(row.get(i));
        line.append(" ".repeat(widths[i] - row.get(i).length()));
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
