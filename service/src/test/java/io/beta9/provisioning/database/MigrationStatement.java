package io.beta9.provisioning.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement of the first part of a migration, which is executed by an upgrade.
 *
 * @param sql on one line, without comments, in lower case outside of literals
 * @param comments the comment lines directly before the statement, without their dashes
 */
record MigrationStatement(String sql, List<String> comments) {
  private static final Pattern UNDO = Pattern.compile("(?m)^--\\s*//\\s*@UNDO");
  private static final Pattern DOLLAR_QUOTE = Pattern.compile("\\$\\w*\\$");

  /** Returns the statements of a script in order, without those of its undo part. */
  static List<MigrationStatement> of(String script) {
    return new Reader(UNDO.split(script, 2)[0]).read();
  }

  /** Returns the parts of a text that commas outside of parentheses and literals separate. */
  static List<String> splitAtCommas(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    boolean literal = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\'') {
        literal = !literal;
      } else if (!literal && c == '(') {
        depth++;
      } else if (!literal && c == ')') {
        depth--;
      } else if (!literal && c == ',' && depth == 0) {
        parts.add(text.substring(start, i).strip());
        start = i + 1;
      }
    }
    parts.add(text.substring(start).strip());
    return parts;
  }

  private static final class Reader {
    private final String text;
    private final List<MigrationStatement> statements = new ArrayList<>();
    private final List<String> comments = new ArrayList<>();
    private final StringBuilder sql = new StringBuilder();
    private int position;

    Reader(String text) {
      this.text = text;
    }

    List<MigrationStatement> read() {
      while (position < text.length()) {
        char c = text.charAt(position);
        Matcher dollar = DOLLAR_QUOTE.matcher(text).region(position, text.length());
        if (text.startsWith("--", position)) {
          readLineComment();
        } else if (text.startsWith("/*", position)) {
          skipTo("*/");
          appendSpace();
        } else if (c == '\'') {
          int start = position;
          position++;
          skipTo("'");
          sql.append(text, start, position);
        } else if (c == '$' && dollar.lookingAt()) {
          int start = position;
          position = dollar.end();
          skipTo(dollar.group());
          sql.append(text, start, position);
        } else if (c == ';') {
          position++;
          end();
        } else if (Character.isWhitespace(c)) {
          position++;
          appendSpace();
        } else {
          position++;
          sql.append(Character.toString(c).toLowerCase(Locale.ROOT));
        }
      }
      end();
      return statements;
    }

    private void readLineComment() {
      int end = text.indexOf('\n', position);
      end = end < 0 ? text.length() : end;
      if (sql.toString().isBlank()) {
        comments.add(text.substring(position + 2, end).strip());
      }
      position = end;
      appendSpace();
    }

    /** Continues after the delimiter, or at the end of the text if it is missing. */
    private void skipTo(String delimiter) {
      int found = text.indexOf(delimiter, position);
      position = found < 0 ? text.length() : found + delimiter.length();
    }

    private void appendSpace() {
      if (!sql.isEmpty() && sql.charAt(sql.length() - 1) != ' ') {
        sql.append(' ');
      }
    }

    private void end() {
      if (!sql.toString().isBlank()) {
        statements.add(new MigrationStatement(sql.toString().strip(), List.copyOf(comments)));
      }
      sql.setLength(0);
      comments.clear();
    }
  }
}
