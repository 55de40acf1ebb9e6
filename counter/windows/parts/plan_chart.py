"""Both ways to repay as curves: the chosen one solid, the other dashed, labels by us."""

import math

from PyQt6.QtCharts import QChart, QChartView, QLineSeries, QValueAxis
from PyQt6.QtCore import QMargins, QPointF, Qt
from PyQt6.QtGui import QPainter, QPen, QResizeEvent
from PyQt6.QtWidgets import QFrame, QGraphicsSimpleTextItem, QWidget

from counter.windows.screen import PlanColumn
from counter.windows.style import colour, font

_TICKS = 5
_LOW_PX = 150
"""Below this height fewer lines are drawn, so that their numbers have room."""


class PlanChart(QChartView):
    """Shows the monthly payment over the years; nothing moves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build it empty."""
        self._plot = QChart()
        super().__init__(self._plot, parent)
        self.setObjectName("plans")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(60)
        legend = self._plot.legend()
        assert legend is not None
        legend.hide()
        self._plot.setMargins(QMargins(0, 0, 0, 0))
        inner = self._plot.layout()
        assert inner is not None
        inner.setContentsMargins(0, 0, 0, 0)
        self._plot.setBackgroundVisible(False)
        self._plot.setPlotAreaBackgroundVisible(False)
        self.setBackgroundBrush(colour("bg1"))
        self._plot.setAnimationOptions(QChart.AnimationOption.NoAnimation)
        self._years, self._yuan = _axis("%d"), _axis("%d")
        self._plot.addAxis(self._years, Qt.AlignmentFlag.AlignBottom)
        self._plot.addAxis(self._yuan, Qt.AlignmentFlag.AlignLeft)
        self._labels: list[tuple[QGraphicsSimpleTextItem, QPointF]] = []
        self._shown: tuple[PlanColumn, ...] = ()

    @property
    def plans(self) -> tuple[PlanColumn, ...]:
        """What is shown."""
        return self._shown

    def show_plans(self, plans: tuple[PlanColumn, ...]) -> None:
        """Draw the curves anew when they changed."""
        if plans == self._shown:
            return
        self._shown = plans
        self._plot.removeAllSeries()
        for item, _at in self._labels:
            item.setParentItem(None)
            scene = item.scene()
            if scene is not None:
                scene.removeItem(item)
        self._labels = []
        points = [point for plan in plans for point in plan.curve]
        if points:
            self._fit(points)
        for plan in plans:
            self._add(plan)
        self.setAccessibleName("；".join(f"{p.name} 首期 {p.first} 末期 {p.last}" for p in plans))
        self._place()

    def _fit(self, points: list[tuple[float, float]]) -> None:
        low, high = min(y for _, y in points), max(y for _, y in points)
        air = max((high - low) * 0.25, high * 0.05, 1.0)
        self._years.setRange(0, math.ceil(max(x for x, _ in points)))
        self._yuan.setRange(max(low - air, 0), high + air)

    def _add(self, plan: PlanColumn) -> None:
        series = QLineSeries(self._plot)
        series.setName(plan.name)
        for x, y in plan.curve:
            series.append(x, y)
        style = Qt.PenStyle.SolidLine if plan.is_chosen else Qt.PenStyle.DashLine
        pen = QPen(colour("act" if plan.is_chosen else "quiet"), 2, style)
        series.setPen(pen)
        self._plot.addSeries(series)
        series.attachAxis(self._years)
        series.attachAxis(self._yuan)
        item = QGraphicsSimpleTextItem(plan.name, self._plot)
        item.setFont(font("micro", bold=plan.is_chosen))
        item.setBrush(colour("actp" if plan.is_chosen else "ink2"))
        # A level curve is named at its end, a falling one at its beginning: they never meet there.
        first, last = plan.curve[0], plan.curve[-1]
        is_level = abs(first[1] - last[1]) < 0.02 * first[1]
        self._labels.append((item, QPointF(*(last if is_level else first))))

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """The labels keep to their curves."""
        super().resizeEvent(event)
        self._yuan.setTickCount(_TICKS if self.height() > _LOW_PX else 3)
        self._place()

    def _place(self) -> None:
        area = self._plot.plotArea()
        for item, at in self._labels:
            place = self._plot.mapToPosition(at)
            width, height = item.boundingRect().width(), item.boundingRect().height()
            left = min(max(place.x() + 4, area.left() + 4), area.right() - width - 4)
            top = place.y() - height - 3
            item.setPos(left, max(top, area.top()))


def _axis(form: str) -> QValueAxis:
    axis = QValueAxis()
    axis.setLabelFormat(form)
    axis.setTickCount(_TICKS)
    axis.setLabelsFont(font("micro"))
    axis.setLabelsColor(colour("ink2"))
    axis.setGridLineColor(colour("line3"))
    axis.setLinePen(QPen(colour("line2"), 1))
    return axis
