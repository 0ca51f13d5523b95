import type { SubjectScore } from '../evaluation/report-types.ts';
import type { PlotlyFigure, PlotlyTrace } from './plotly-figure.ts';
import { plotlyText } from './plotly-text.ts';
import { baseAxis, baseLayout, classColour, classSymbol, LIGHT_THEME, type Theme } from './theme.ts';

/** How people are drawn. */
export interface SubjectOptions {
  /** Class names by label. */
  readonly classes: readonly string[];
  /** Threshold to be drawn; default 0.5. */
  readonly threshold?: number;
  readonly title?: string;
  readonly theme?: Theme;
}

/** What is drawn of one person. */
export type SubjectDot = Pick<SubjectScore, 'subject' | 'label' | 'cells' | 'meanProbability'>;

const ROW = 20;
const MOST_NAMED_ROWS = 60;

/**
 * One row a person: the mean probability over the person's cells, coloured by class, the dot's area by the number of
 * cells. People whose cells carry both labels are left out.
 */
export function subjectDots(subjects: readonly SubjectDot[], options: SubjectOptions): PlotlyFigure {
  const { classes, threshold = 0.5, title = 'Subjects', theme = LIGHT_THEME } = options;
  const single = subjects.flatMap((subject) =>
    subject.label === null ? [] : [{ ...subject, label: subject.label }],
  );
  const rows = single.toSorted((a, b) => a.label - b.label || a.meanProbability - b.meanProbability);
  const most = Math.max(1, ...rows.map(({ cells }) => cells));
  const size = ({ cells }: SubjectDot): number => 7 + 15 * Math.sqrt(cells / most);
  const traces = classes.flatMap((name, label): PlotlyTrace[] => {
    const mine = rows.flatMap((row, i) => (row.label === label ? [{ ...row, i }] : []));
    if (mine.length === 0) return [];
    return [
      {
        type: 'scatter',
        mode: 'markers',
        name: `${plotlyText(name)} (${mine.length} ${mine.length === 1 ? 'subject' : 'subjects'})`,
        x: mine.map(({ meanProbability }) => meanProbability),
        y: mine.map(({ i }) => i),
        marker: {
          color: classColour(theme, label),
          symbol: classSymbol(label),
          size: mine.map(size),
          line: { color: theme.axis, width: 1 },
        },
        customdata: mine.map(({ subject, cells }) => [plotlyText(subject), cells]),
        hovertemplate:
          'subject %{customdata[0]}<br>mean probability %{x:.3f}<br>%{customdata[1]} cells<extra></extra>',
      },
    ];
  });
  const named = rows.length <= MOST_NAMED_ROWS;
  return {
    data: traces,
    layout: {
      ...baseLayout(theme, title, `dot area: number of cells, at most ${most}`),
      height: 170 + Math.min(rows.length, MOST_NAMED_ROWS) * ROW,
      xaxis: baseAxis(theme, 'mean probability of lymphoblast', { range: [-0.03, 1.03], dtick: 0.2 }),
      yaxis: baseAxis(theme, named ? 'subject' : `${rows.length} subjects`, {
        range: [-1, rows.length],
        tickvals: named ? rows.map((_, i) => i) : [],
        ticktext: named ? rows.map(({ subject }) => plotlyText(subject)) : [],
      }),
      shapes: [
        {
          type: 'line',
          x0: threshold,
          x1: threshold,
          y0: 0,
          y1: 1,
          yref: 'paper',
          layer: 'below',
          line: { color: theme.axis, width: 1.5, dash: 'dash' },
        },
      ],
    },
  };
}
