"""What is counted: words for sides and principles, which no number claims, and words for things.

Floor: methods. In: nothing. Out: `ABSTRACT`, `CONCRETE`.
"""

from __future__ import annotations

from jiaodu.methods.quantities.lexicon.words import words

ABSTRACT = words(
    "方面 环节 维度 层面 阶段 结合 坚持 统一 转变 确保 基本点 意识 自信 关系 原则 关键 重点 问题 目标 领域 层次 角度 步骤 优先 提升 到位 保障 文明 大局 维护 确立 增长 不低于 全面 重要 突出 率先 面向 服务 一流 覆盖 转型 导向 支撑 突破 强化 着力 注重 抓手 聚焦 体系 平衡 协调 伟大 作用 历史 层级 板块 梯次 抓好 必须 务必 不变 不减 加强 机制 合格 认同 相统一 回归 评价 下功夫 明确 发力 推进 落实 清单 到人 相结合 学段 同步 结合点 着力点 切入点 方向 落脚点 过程 时段 时期 节点 特点 亮点 特色 优势 短板 难题 瓶颈 现象 月 小时 课时 学时 星期 学期 学年 工作日"
)
CONCRETE = tuple(
    words(
        "学校 小学 初中 高中 中学 学院 大学 高校 幼儿园 园 中心 基地 县 区 市 省 乡 镇 村 街道 社区 班 项目 平台 单位 校区 专业 部门 国家 教学点 实验室 教室 集团 学位 岗位 学科 工程 课题 成果 奖 名 指标 考点 食堂 宿舍 操场 队 组 支部 企业 公司 院校 机构 馆 站 车间 办公室 系 所 处 科室 团 案例 课程 教材 标段 系统 会议 活动 检查 培训 督导 评估 演练 讲座 比赛 竞赛 试点 示范 样板 品牌 联盟 党组织 党委 教师 学生 人员 校长 专家 督学 干部 工作室 名师 家长 年级"
    )
)
